/** What a run comes to that reached no verdict: the `error:` line, and what the format tells beside it. */

import { isJson, OtherFormatError } from '../../settings/format.ts';
import { exitCodeOf, oneLineOf, tellError } from '../../terminal/outcome.ts';
import { contentOf, fileSink, outputFile } from '../../terminal/output-file.ts';
import type { Outcome, Terminal } from '../../terminal/terminal.ts';
import { checkWritten } from '../../terminal/written-file.ts';
import { type Format, VERIFY_FORMATS, type VerifyFormat } from './formats/formats.ts';
import { LockedError } from './lock.ts';

/** What was asked for, as far as it is known. */
export interface Asked {
  readonly format: Format;
  readonly output?: string | undefined;
  readonly context?: string | undefined;
  readonly debug?: boolean;
  /** By `performance.now()`: the clock may be set while it runs. */
  readonly began: number;
}

/** On stderr, as the format wants it. */
export function tellAsked(error: unknown, asked: Asked, terminal: Terminal): void {
  tellError(error, terminal, { json: isJson(asked), debug: asked.debug ?? false });
}

/** Tells the error on stderr. */
export async function failureOutcome(error: unknown, asked: Asked, terminal: Terminal): Promise<Outcome> {
  tellAsked(error, asked, terminal);
  const exitCode = exitCodeOf(error);
  if (error instanceof OtherFormatError) return { output: '', exitCode };
  // The file is that of the run which holds the lock.
  if (error instanceof LockedError && asked.output !== undefined) return { output: '', exitCode };
  return reportFailure(oneLineOf(error), exitCode, asked, terminal);
}

/** For an error that was told already. */
export async function reportFailure(
  message: string,
  exitCode: number,
  { format, output, context, began }: Asked,
  terminal: Terminal,
): Promise<Outcome & { readonly output: string }> {
  const { failure, failureCode, fileMode }: VerifyFormat = VERIFY_FORMATS[format];
  const code = failureCode ?? exitCode;
  if (failure === undefined) return { output: '', exitCode: code };
  const previous = output === undefined ? '' : contentOf(output);
  const text = await failure({
    message,
    context,
    previous,
    ended: Date.now(),
    tookMs: performance.now() - began,
  });
  if (output === undefined) return { output: text, exitCode: code };
  writeIfPossible(output, text, fileMode, terminal);
  return { output: '', exitCode: code };
}

/** The error of the run counts, and was told; that the file can't be written may be that very error. */
function writeIfPossible(path: string, text: string, mode: number | undefined, terminal: Terminal): void {
  if (!isWritable(path)) return;
  const sink = fileSink(path, mode);
  try {
    sink.write(text);
    sink.done();
  } catch (error) {
    sink.drop();
    tellError(error, terminal);
  }
}

function isWritable(path: string): boolean {
  try {
    checkWritten({ option: '--output', formats: Object.keys(VERIFY_FORMATS) }, path);
    return true;
  } catch {
    return false;
  }
}

/** Of a command line that could not be read: the words alone, as far as they go. The last one counts. */
export function askedFor(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  began: number,
): Asked {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const format = typedFor(words, ['-o', '--format']);
  return {
    format: isFormat(format) ? format : 'table',
    output: outputFile(typedFor(words, ['--output'])),
    context: typedFor(words, ['--context']) ?? (env['ESI_STATE_CONTEXT'] || undefined),
    debug: words.includes('--debug'),
    began,
  };
}

function isFormat(text: string | undefined): text is Format {
  return text !== undefined && Object.hasOwn(VERIFY_FORMATS, text);
}

/** `-o json`, `-ojson`, `--format json`, `--format=json`. */
function typedFor(words: readonly string[], names: readonly string[]): string | undefined {
  const values = words.flatMap((word, i) => {
    const name = names.find((one) => word === one || word.startsWith(one.startsWith('--') ? `${one}=` : one));
    if (name === undefined) return [];
    return word === name ? [words[i + 1]] : [word.slice(name.length).replace(/^=/, '')];
  });
  return values.at(-1);
}
