import { STAGES } from '../stages/keys.ts';
import { type Resource, readResource } from '../stages/resource.ts';
import type { Entry, Snapshot } from '../stages/snapshot.ts';
import { documentsIn, maskBytes } from './bytes.ts';
import type { Masker } from './mask.ts';
import { maskerFor } from './maskers.ts';
import type { SecretKeys } from './secret-keys.ts';

/** A resource as it may be shown; what is wrong with values that can't be read is told of the stored ones. */
export function maskSnapshot(snapshot: Snapshot, isSecret: SecretKeys): Resource {
  const entries = STAGES.map((stage) => snapshot.stages[stage]);
  const masker = maskerFor(isSecret, documentsIn([...entries, snapshot.config].map((entry) => entry?.value)));
  const stages = STAGES.flatMap((stage, i) => {
    const entry = entries[i];
    return entry === undefined ? [] : [[stage, maskEntry(masker, entry)] as const];
  });
  const config = snapshot.config === undefined ? {} : { config: maskEntry(masker, snapshot.config) };
  const shown = readResource({ ...snapshot, stages: Object.fromEntries(stages), ...config });
  return { ...shown, unreadable: readResource(snapshot).unreadable };
}

/** An entry may make its key, and each time a new view of its value, when it is asked: a spread would lose the former. */
function maskEntry(masker: Masker, entry: Entry): Entry {
  const stored = entry.value;
  const value = maskBytes(masker, stored);
  if (value === stored) return entry;
  const { key, modRevision, createRevision, version, leaseId } = entry;
  return { key, modRevision, createRevision, version, leaseId, value, masked: true };
}
