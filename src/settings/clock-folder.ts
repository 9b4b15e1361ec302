/** Where times of revisions are noted: flag over environment over file over default. */
import type { ClockSettings } from '../clock/folder.ts';
import { UsageError } from '../errors.ts';
import { absolutePath, type Environment, expandHome, stateFolder } from '../system/account.ts';
import type { ConfigFile } from './config-file.ts';
import type { LayerKind } from './layers.ts';

export interface ChosenClock extends ClockSettings {
  readonly kind: LayerKind;
  /** How the operator knows it: `--clock-dir`, `ESI_STATE_CLOCK_DIR`, a place in the file. */
  readonly origin: string;
}

const VARIABLE = 'ESI_STATE_CLOCK_DIR';

/** Throws `UsageError` for an empty `--clock-dir`. */
export function chooseClock(
  typed: string | undefined,
  env: Environment,
  { clockDir, path }: Pick<ConfigFile, 'clockDir' | 'path'>,
): ChosenClock {
  if (typed === '') throw new UsageError('--clock-dir is empty', { hint: 'give the path of a folder' });
  const named = (text: string, origin: string) => absolutePath(expandHome(text, env), origin);
  if (typed !== undefined)
    return { folder: named(typed, '--clock-dir'), isNamed: true, kind: 'flag', origin: '--clock-dir' };
  const variable = env[VARIABLE] ?? '';
  if (variable !== '')
    return { folder: named(variable, VARIABLE), isNamed: true, kind: 'environment', origin: VARIABLE };
  if (clockDir !== undefined)
    return { folder: clockDir, isNamed: true, kind: 'file', origin: `${path}: clock-dir` };
  return { folder: stateFolder('clock', env), isNamed: false, kind: 'default', origin: 'default' };
}
