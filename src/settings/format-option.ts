/** `-o`: which formats there are, and which of them a command has. */
import { type Command, Option } from 'commander';
import { type Format, VERIFY_FORMATS } from '../commands/verify/formats/formats.ts';
import { UsageError } from '../errors.ts';

const ALL = Object.keys(VERIFY_FORMATS) as Format[];
const EVERYWHERE: readonly Format[] = ['table', 'json', 'ndjson'];

/** A format that there is, but not of this command. */
export class OtherFormatError extends UsageError {}

export function formatOption(): Option {
  const special = ALL.filter((format) => !EVERYWHERE.includes(format));
  const text = `output; ${special.join(', ')} are verify's`;
  return new Option('-o, --format <name>', text).choices(ALL).default('table');
}

/** Throws `OtherFormatError` where the command doesn't have the format. */
export function checkFormat(command: Command): void {
  const { format } = command.optsWithGlobals<{ format: Format }>();
  const has = command.name() === 'verify' ? ALL : EVERYWHERE;
  if (has.includes(format)) return;
  throw new OtherFormatError(`${command.name()} has no output format ${format}`, {
    hint: `it has ${has.join(', ')}; ${format} is for verify`,
  });
}

/** Whether errors are told as JSON, too. */
export function isJson({ format }: { readonly format: Format }): boolean {
  return format === 'json' || format === 'ndjson';
}
