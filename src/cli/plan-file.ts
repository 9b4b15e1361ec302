import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { readSaved, type SavedPlans, savedText } from '../repair/saved-plans.ts';
import { replaceFile } from '../whole-file.ts';

/** Whole or not at all; mode 0600, for it holds the stored values. Throws `UsageError`. */
export function savePlans(file: string, saved: SavedPlans): void {
  try {
    replaceFile(file, savedText(saved), 0o600);
  } catch (error) {
    throw new UsageError(`the plan can't be saved: ${(error as Error).message}`, { cause: error });
  }
}

/** Throws `UsageError` where it is no plan, `RefusedError` where it was changed. */
export async function loadPlans(file: string): Promise<SavedPlans> {
  return readSaved(await textOf(file), file);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the plan can't be read: ${(error as Error).message}`, { cause: error });
  }
}
