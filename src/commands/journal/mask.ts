import { maskEntry } from '../../secrets/images.ts';
import type { Masked } from '../../secrets/masked.ts';
import { passed } from '../../secrets/pass.ts';

import type { SecretKeys } from '../../secrets/secret-keys.ts';
import type { JournalResult } from './result.ts';

export function maskJournal(result: JournalResult, isSecret: SecretKeys): Masked<JournalResult> {
  return passed({ ...result, entries: result.entries.map((entry) => maskEntry(entry, isSecret)) });
}
