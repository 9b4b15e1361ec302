import { StoreError, UsageError } from '../../errors.ts';
import { isStandardOutput } from '../../files/place.ts';
import { whyOf } from '../../files/problem.ts';
import { LARGE, readBytes } from '../../files/read.ts';
import { PRIVATE, replaceFile } from '../../files/write.ts';
import { readSaved, type SavedPlans, savedText } from '../../repair/plan/saved-plans.ts';
import { checkWritten } from '../../terminal/written-file.ts';
import { PLAIN_FORMATS } from '../verb.ts';

/** Before etcd is asked. Throws `UsageError`. */
export function checkPlanOut(file: string): void {
  checkWritten({ option: '--plan-out', formats: PLAIN_FORMATS }, file);
  if (!isStandardOutput(file)) return;
  throw new UsageError('--plan-out can not be standard output, where the plan is shown', {
    hint: 'name a file, or a pipe of its own: >(command)',
  });
}

/** Whole or not at all; mode 0600, for it holds the stored values. Throws `StoreError`. */
export function savePlans(file: string, saved: SavedPlans): void {
  try {
    replaceFile(file, savedText(saved), PRIVATE);
  } catch (cause) {
    throw new StoreError(`--plan-out ${file} could not be written: ${whyOf(cause)}`, {
      hint: 'nothing was saved, and nothing was repaired',
      cause,
    });
  }
}

/** Throws `UsageError` where it is no plan, `RefusedError` where it was changed. */
export function loadPlans(file: string): SavedPlans {
  return readSaved(bytesOf(file), file);
}

function bytesOf(file: string): Uint8Array {
  try {
    return readBytes(file, LARGE);
  } catch (cause) {
    throw new UsageError(`--apply ${file} can't be read: ${whyOf(cause)}`, { cause });
  }
}
