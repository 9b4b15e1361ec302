import type { ResourceRef } from '../stages/keys.ts';
import { ascii, behindText, behindWord, closingQuote, textOf } from './fast-bytes.ts';
import { fits } from './fast-names.ts';
import { behindSameOutputs } from './fast-outputs.ts';
import type { Published } from './fast-state.ts';

const HEAD = ascii('{"id": "');
const OUTPUT = ascii('", "output": ');
const STACK_ID = ascii(', "stack_id": "');
const STATUS = ascii('", "stack_status": "');
const REASON = ascii('", "status_reason": "');
const TENANT = ascii('", "tenant_id": "');
const END = ascii('"}');

/** Whether heat_stacks is of this resource and says what state has published, both as their writers write them. */
export function isReportOf(ref: ResourceRef, heat: Uint8Array, state: Published): boolean {
  const id = behindText(heat, 0, HEAD);
  const endOfId = closingQuote(heat, id);
  const outputs = behindText(heat, endOfId, OUTPUT);
  if (outputs < 0) return false;
  const end = behindSameOutputs(heat, outputs, state.bytes, state.outputsFrom, state.outputsTo);
  const stackId = behindText(heat, end, STACK_ID);
  const endOfStackId = closingQuote(heat, stackId);
  const status = behindText(heat, endOfStackId, STATUS);
  const reason = behindText(heat, behindWord(heat, status, state.status), REASON);
  const tenant = behindText(heat, closingQuote(heat, reason), TENANT);
  if (behindText(heat, closingQuote(heat, tenant), END) !== heat.length) return false;
  return nameResource(ref, heat, [id, endOfId], [stackId, endOfStackId]);
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
