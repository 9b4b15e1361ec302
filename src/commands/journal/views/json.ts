import { jsonLine, jsonText } from '../../../drawing/json-text.ts';
import type { JournalEntry } from '../../../repair/journal/entry.ts';
import { type Image, imageJson } from '../../../repair/plan/stored-value.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { JournalResult } from '../result.ts';

/** `journal -o json`. What was written is told with the entries that were asked for by name. */
export function journalJson({ entries, whole }: Masked<JournalResult>): string {
  const value = { schema_version: 1, entries: entries.map((entry) => entryJson(entry, whole)) };
  return jsonText(value);
}

/** `journal -o ndjson`: an entry a line. */
export function journalLines({ entries, whole }: Masked<JournalResult>): string {
  return entries.map((entry) => jsonLine(entryJson(entry, whole))).join('');
}

function entryJson(entry: JournalEntry, whole: boolean) {
  const { id, run, time, kind, ref, outcome, undoes, undoneBy, writtenAt, detail } = entry;
  const { byOperator = false, who, where } = entry;
  const { rules, source, why, version, guards, revision, images } = entry;
  return {
    ...{ id, run, time, kind, resource: resourceName(ref), outcome },
    undoes: undoes ?? null,
    undone_by: undoneBy ?? null,
    written_at: writtenAt ?? null,
    outcome_by: outcome === 'unknown' ? null : byOperator ? 'operator' : 'etcd',
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
    ...(whole ? { writes: images.map(writeJson) } : {}),
  };
}

/** A masked value is not given as a text: a script that puts texts back would put masks into etcd. */
function writeJson(image: Image) {
  const { before, after, ...rest } = imageJson(image);
  if (!image.masked) return { ...rest, before, after };
  return { ...rest, masked: true, before: before && { masked: true }, after: after && { masked: true } };
}
