import type { JournalResult } from '../commands/results.ts';
import type { JournalEntry } from '../repair/journal/entry.ts';
import { imageJson } from '../repair/stored-value.ts';
import { resourceName } from '../stages/keys.ts';

/** `journal -o json`. What was written is told with the entries that were asked for by name. */
export function journalJson({ entries, whole }: JournalResult): string {
  const value = { schema_version: 1, entries: entries.map((entry) => entryJson(entry, whole)) };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function entryJson(entry: JournalEntry, whole: boolean) {
  const { id, run, time, kind, ref, outcome, undoes, undoneBy, writtenAt, detail, who, where } = entry;
  const { rules, source, why, version, guards, revision, images } = entry;
  return {
    ...{ id, run, time, kind, resource: resourceName(ref), outcome },
    undoes: undoes ?? null,
    undone_by: undoneBy ?? null,
    written_at: writtenAt ?? null,
    detail: detail ?? null,
    reason: who.reason ?? null,
    user: who.user,
    host: who.host,
    etcd_user: who.etcdUser ?? null,
    tool_version: who.toolVersion,
    context: where.context ?? null,
    cluster_id: where.clusterId,
    endpoints: where.endpoints,
    ...{ rules, source, why, version: version ?? null, guards, revision },
    stages: images.map(({ stage }) => stage),
    ...(whole ? { writes: images.map(imageJson) } : {}),
  };
}
