/** heat_stacks from state: told by the operator alone, for it is Heat's own report and nobody's copy. Pure. */
import type { Json, JsonObject } from '../../stages/json.ts';
import { pluralType, type ResourceRef } from '../../stages/keys.ts';
import type { Resource } from '../../stages/resource.ts';
import { isRegularPlural, singularFits } from '../../stages/singular.ts';
import { isWorkerError } from '../../stages/statuses.ts';
import { mendedOutput, storedOutput } from './mended-output.ts';
import { Refusal } from './plan.ts';

/** What the operator tells. */
export interface GivenFields {
  readonly tenantId?: string;
  readonly statusReason?: string;
}

export interface DerivedHeatStacks {
  readonly tree: JsonObject;
  /** Each field that state does not tell, and where its value comes from. */
  readonly assumedFields: readonly string[];
}

/** @param earlier heat_stacks as it once was, for the name of its type alone */
export function deriveHeatStacks(
  resource: Resource,
  earlier: Resource | undefined,
  told: GivenFields,
): DerivedHeatStacks {
  const { status, outputs } = sourceOf(resource);
  const singular = singularOf(resource, earlier);
  const { ref } = resource.snapshot;
  const tenant = tenantOf(resource, told);
  const reason = reasonOf(resource, told);
  const stored = resource.heat_stacks?.tree.get('output');
  const tree = new Map<string, Json>([
    ...(resource.heat_stacks?.tree ?? []),
    ['id', `${singular.word}:${ref.id}`],
    ['output', outputs.map((output) => mendedOutput(output.tree, storedOutput(stored, output.key)))],
    ['stack_id', `${singular.word}_${ref.id}`],
    ['stack_status', status],
    ['status_reason', reason.word],
    ['tenant_id', tenant.word],
  ]);
  const fields = { 'id, stack_id': singular, status_reason: reason, tenant_id: tenant };
  const assumedFields = Object.entries(fields).flatMap(([field, { from }]) =>
    from === '' ? [] : [`${field}: ${from}`],
  );
  return { tree, assumedFields };
}

/** A value, and where it comes from; empty where it stays as it is. */
interface Found {
  readonly word: string;
  readonly from: string;
}

function sourceOf({ state }: Resource) {
  const { status, outputs, problems = [] } = state ?? {};
  const wrong = problems.find(({ rule }) => rule !== 'unknown-field');
  if (status === undefined || outputs === undefined || wrong !== undefined)
    throw new Refusal(`state can't be the source: ${wrong?.message ?? 'it has no result'}`, 'mend it first');
  if (isWorkerError(status))
    throw new Refusal(`state tells of the worker's own failure (${status}), not of the stack`, 'ask Heat');
  return { status, outputs };
}

function singularOf(resource: Resource, earlier: Resource | undefined): Found {
  const { ref } = resource.snapshot;
  const stored = [resource, earlier].map((one) => namedBy(one?.heat_stacks?.id, ref));
  const [now, then] = stored;
  if (now !== undefined) return { word: now, from: '' };
  if (then !== undefined) return { word: then, from: `as at revision ${earlier?.snapshot.revision}` };
  return { word: regularSingular(pluralType(ref)), from: `by the plural ${pluralType(ref)}` };
}

function namedBy(id: string | undefined, ref: ResourceRef): string | undefined {
  const word = id?.endsWith(`:${ref.id}`) ? id.slice(0, -ref.id.length - 1) : undefined;
  return word !== undefined && singularFits(word, pluralType(ref)) ? word : undefined;
}

/** ports → port, policies → policy, addresses → address, usage → usage. */
export function regularSingular(plural: string): string {
  const guesses = [
    plural.replace(/ies$/, 'y'),
    plural.replace(/(ss|x|ch|sh)es$/, '$1'),
    plural.replace(/s$/, ''),
  ];
  return guesses.find((guess) => guess !== plural && isRegularPlural(guess, plural)) ?? plural;
}

function tenantOf({ heat_stacks: heat, config }: Resource, { tenantId }: GivenFields): Found {
  if (tenantId !== undefined) return { word: tenantId, from: 'told by --set' };
  if (heat?.tenantId !== undefined) return { word: heat.tenantId, from: '' };
  const wanted = config?.body?.get('tenant_id');
  if (typeof wanted === 'string' && wanted !== '') return { word: wanted, from: "from /config's body" };
  throw new Refusal(
    'whose stack it is is not known: heat_stacks and /config do not tell',
    'give it: --set tenant_id=ID',
  );
}

function reasonOf({ heat_stacks: heat }: Resource, { statusReason }: GivenFields): Found {
  if (statusReason !== undefined) return { word: statusReason, from: 'told by --set' };
  const stored = heat?.tree.get('status_reason');
  if (typeof stored === 'string') return { word: stored, from: '' };
  throw new Refusal(
    "Heat's status_reason is not known: only heat_stacks has it",
    "look it up in Heat; then --set status_reason='TEXT'",
  );
}
