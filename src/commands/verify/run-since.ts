import type { Session } from '../../settings/session.ts';
import { BUILD } from '../../terminal/build-info.ts';
import { exitCodeOf, tellError } from '../../terminal/outcome.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { VerifyResult } from './result.ts';
import type { SinceResult } from './since/conclude.ts';
import type { ScanOptions } from './verify.ts';

/** Milliseconds. */
interface Ages {
  readonly minAge?: number;
  readonly maxInFlight?: number;
}

/** `verify --all --since FILE`. */
export async function sinceLast(
  session: Session,
  file: string,
  { minAge, maxInFlight }: Ages,
  options: ScanOptions,
): Promise<SinceResult> {
  const { verifySince } = await import('./since/verify-since.ts');
  return verifySince(session, {
    ...options,
    ...{ file, toolVersion: BUILD.version, now: new Date() },
    ...(minAge === undefined ? {} : { minAgeMs: minAge }),
    ...(maxInFlight === undefined ? {} : { maxInFlightMs: maxInFlight }),
  });
}

/** Without the file, the next run knows nothing of this one: too grave for a remark. Gives the exit code. */
export function tellUnsaved(
  { unsaved }: VerifyResult & Partial<SinceResult>,
  json: boolean,
  terminal: Terminal,
): number {
  if (unsaved === undefined) return 0;
  tellError(unsaved, terminal, { json });
  return exitCodeOf(unsaved);
}
