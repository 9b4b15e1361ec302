import type { ResourceRef } from '../../stages/keys.ts';
import { ascii, behindText, behindWord, closingQuote, textOf } from './bytes.ts';
import { fits } from './names.ts';
import { behindSameOutputs } from './outputs.ts';
import type { Published } from './state.ts';

const HEAD = ascii('{"id": "');
const OUTPUT = ascii('", "output": ');
const STACK_ID = ascii(', "stack_id": "');
const STATUS = ascii('", "stack_status": "');
const REASON = ascii('", "status_reason": "');
const TENANT = ascii('", "tenant_id": "');
const END = ascii('"}');

/** Where lies what differs from resource to resource, in heat_stacks and in the text inside state. */
export interface Report {
  /** Places of the ID in `id` and `stack_id`. */
  readonly id: number;
  readonly stackId: number;
  readonly tenant: number;
  readonly endOfTenant: number;
  /** As `behindSameOutputs` gives them. */
  readonly values: readonly number[];
}

/** Given where heat_stacks is of this resource and says what state has published, both as their writers write them. */
export function reportOf(ref: ResourceRef, heat: Uint8Array, state: Published): Report | undefined {
  const id = behindText(heat, 0, HEAD);
  const endOfId = closingQuote(heat, id);
  const outputs = behindText(heat, endOfId, OUTPUT);
  if (outputs < 0) return undefined;
  const values: number[] = [];
  const end = behindSameOutputs(heat, outputs, state.bytes, state.outputsFrom, state.outputsTo, values);
  const stackId = behindText(heat, end, STACK_ID);
  const endOfStackId = closingQuote(heat, stackId);
  const status = behindText(heat, endOfStackId, STATUS);
  const reason = behindText(heat, behindWord(heat, status, state.status), REASON);
  const tenant = behindText(heat, closingQuote(heat, reason), TENANT);
  const endOfTenant = closingQuote(heat, tenant);
  if (behindText(heat, endOfTenant, END) !== heat.length) return undefined;
  if (!nameResource(ref, heat, [id, endOfId], [stackId, endOfStackId])) return undefined;
  const { length } = ref.id;
  return { id: endOfId - length, stackId: endOfStackId - length, tenant, endOfTenant, values };
}

const COLON = 0x3a;
const UNDERSCORE = 0x5f;

/** `<singular>:<id>` and `<singular>_<id>`, with one and the same type. */
function nameResource(
  ref: ResourceRef,
  heat: Uint8Array,
  [id, endOfId]: readonly [number, number],
  [stackId, endOfStackId]: readonly [number, number],
): boolean {
  const colon = endOfId - ref.id.length - 1;
  const underscore = endOfStackId - ref.id.length - 1;
  if (colon < id || underscore < stackId || heat[colon] !== COLON || heat[underscore] !== UNDERSCORE)
    return false;
  if (behindWord(heat, colon + 1, ref.id) < 0 || behindWord(heat, underscore + 1, ref.id) < 0) return false;
  const singular = textOf(heat, id, colon);
  return singular === textOf(heat, stackId, underscore) && fits(singular, ref.schemaPath);
}
