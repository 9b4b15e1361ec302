import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The one repair that was begun by what keeps its state in this folder: for a test that needs its name and asks nothing of
 * `esi-state journal`, which would be one more start of the tool.
 */
export function onlyEntry(stateHome: string): { readonly id: string; readonly run: string } {
  const folder = join(stateHome, 'esi-state', 'journal');
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  const begun = lines.filter((line) => line.startsWith('{"record":"begin"'));
  assert.equal(begun.length, 1, `${begun.length} repairs were begun`);
  return JSON.parse(begun[0] ?? '');
}
