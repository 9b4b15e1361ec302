/** What verify's options allow together. */
import { UsageError } from '../../errors.ts';
import { checkReplaced, checkWritten } from '../../terminal/written-file.ts';
import type { VerifyFlags } from './flags.ts';
import { type Format, VERIFY_FORMATS } from './formats/formats.ts';

const formats = Object.keys(VERIFY_FORMATS);

/** Throws `UsageError`, before anything is read from etcd. */
export function checkUsage(names: readonly string[], flags: VerifyFlags): void {
  checkScope(names, flags);
  checkOutputs(flags);
  if (flags.since !== undefined) checkReplaced({ option: '--since', formats }, flags.since);
  if (flags.lock !== undefined) checkReplaced({ option: '--lock', formats }, flags.lock);
  const ages = flags.minAge !== undefined || flags.maxInFlight !== undefined;
  if (ages && flags.since === undefined)
    throw new UsageError(
      '--min-age and --max-in-flight need --since FILE: it tells when something was first seen',
    );
}

function checkScope(names: readonly string[], flags: VerifyFlags): void {
  if (flags.all && names.length > 0) throw new UsageError('--all and names exclude each other');
  if (!flags.all && names.length === 0)
    throw new UsageError('no resource is named', { hint: 'name some, or say --all' });
  const scanOnly = (['pageSize', 'concurrency', 'rate', 'maxDuration', 'allowEmpty', 'since'] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (!flags.all && scanOnly !== undefined) {
    const option = scanOnly.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${option} is for --all only`);
  }
}

/** Formats whose readers take silence for an answer. */
const QUIET: readonly Format[] = ['table', 'json'];

function checkOutputs({ format, quiet, output, warning, critical }: VerifyFlags): void {
  if ((warning ?? critical) !== undefined && format !== 'nagios')
    throw new UsageError('--warning and --critical go with -o nagios');
  if (quiet && !QUIET.includes(format))
    throw new UsageError(`--quiet does not go with -o ${format}`, {
      hint: 'whoever reads it expects a text each time',
    });
  if (quiet && output !== undefined)
    throw new UsageError('--quiet does not go with --output', { hint: 'the file must tell of each run' });
  if (output !== undefined) checkWritten({ option: '--output', formats }, output);
}
