import type { Verdict } from '../../judge/finding.ts';
import { documentsIn, maskSnapshot } from '../../secrets/images.ts';
import { type Masker, maskJson } from '../../secrets/mask.ts';
import type { Masked } from '../../secrets/masked.ts';
import { maskerFor } from '../../secrets/maskers.ts';
import { passed } from '../../secrets/pass.ts';
import type { SecretKeys } from '../../secrets/secret-keys.ts';
import { bodyText } from '../../stages/config.ts';
import type { JsonObject } from '../../stages/json.ts';
import { documentsOf, type Resource, readResource } from '../../stages/resource.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { matchesIn } from './matches.ts';
import type { ListedResource, ListFilter } from './result.ts';

/** A row but for its verdict. */
export type Row = Omit<ListedResource, 'verdict'>;

/** Undefined where the filter leaves it out. What it is filtered by is what may be shown. */
export function maskedRow(
  snapshot: Snapshot,
  isSecret: SecretKeys,
  { match, tenant }: ListFilter,
): Masked<Row> | undefined {
  const row = rowOf(readResource(snapshot), isSecret);
  if (tenant !== undefined && !isOfTenant(row.tenantId, tenant)) return undefined;
  if (match === undefined) return passed(row);
  const matched = matchesIn(maskSnapshot(snapshot, isSecret), match.toLowerCase());
  return matched.length === 0 ? undefined : passed({ ...row, matched });
}

export function withVerdict(row: Masked<Row>, verdict: Verdict): Masked<ListedResource> {
  return passed({ ...row, verdict });
}

function rowOf(resource: Resource, isSecret: SecretKeys): Row {
  const { snapshot, heat_stacks: heat, state, config } = resource;
  const trees = documentsOf(resource).map(({ tree }) => tree);
  const masker = maskerFor(isSecret, [...trees, ...documentsIn([snapshot.config?.value])]);
  const shown = (field: string, text: string | undefined) => text && maskedText(masker, field, text);
  const { status = state?.workerState ?? heat?.status } = state ?? {};
  return {
    ref: snapshot.ref,
    status: shown('status', status),
    version: state?.version,
    wanted: config?.version,
    tenantId: shown('tenant_id', bodyText(config, 'tenant_id') ?? heat?.tenantId),
    name: shown('name', bodyText(config, 'name')),
  };
}

/** Its field may be one that a site keeps secret. */
function maskedText(masker: Masker, field: string, text: string): string {
  const [masked = text] = (maskJson(masker, new Map([[field, text]]), '') as JsonObject).values();
  return String(masked);
}

/** An ID's hyphens are a matter of taste: Heat writes a tenant's without. */
export function bareId(id: string): string {
  return id.toLowerCase().replaceAll('-', '');
}

function isOfTenant(id: string | undefined, tenant: string): boolean {
  return id !== undefined && bareId(id).startsWith(bareId(tenant));
}
