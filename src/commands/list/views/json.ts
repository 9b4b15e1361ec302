import { jsonLine, jsonText } from '../../../drawing/json-text.ts';
import { sourceJson } from '../../../drawing/judgement-json.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { ListedResource, ListResult, ListSummary } from '../result.ts';

/** `list -o json`: what was listed, by name. */
export function listJson(result: ListResult): string {
  const { source, summary, notes } = wholeJson(result);
  return jsonText({ schema_version: 1, source, summary, resources: result.rows.map(rowJson), notes });
}

/** `-o ndjson`: a resource as one line, as found. */
export function rowLine(row: Masked<ListedResource>): string {
  return jsonLine(rowJson(row));
}

/** The last line: only where it is there was the whole looked at. */
export function summaryLine(summary: ListSummary): string {
  return jsonLine({ schema_version: 1, ...wholeJson(summary) });
}

function wholeJson({ source, resources, listed, notes }: ListSummary) {
  return { source: sourceJson(source), summary: { resources, listed }, notes };
}

function rowJson({ ref, verdict, status, version, tenantId, name, matched }: Masked<ListedResource>) {
  return {
    ...{ resource: resourceName(ref), schema_path: ref.schemaPath, id: ref.id, verdict },
    ...{ status: status ?? null, version: version ?? null, tenant_id: tenantId ?? null, name: name ?? null },
    matched: matched?.map(({ area, path, value }) => ({ area, path, value })),
  };
}
