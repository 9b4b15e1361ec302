import type { ResourceRef } from '../../stages/keys.ts';
import { membersOfEqual } from './equal.ts';
import { namesResource } from './names.ts';
import type { Published } from './state.ts';
import { asciiText, countMembers, isPlainObject, type Plain, type PlainObject, parsePlain } from './text.ts';

/**
 * Whether heat_stacks is of this resource and says what state has published: by their values, where these can be had
 * from JavaScript's own parser without loss.
 */
export function valuesAgree(ref: ResourceRef, heatBytes: Uint8Array, state: Published): boolean {
  const heatText = asciiText(heatBytes);
  // With both quotes it is a text of JSON by itself.
  const quoted = asciiText(state.bytes.subarray(state.outputsFrom - 1, state.outputsTo + 1));
  if (heatText === undefined || quoted === undefined) return false;
  const inner = parsePlain(quoted);
  const heat = parsePlain(heatText);
  if (typeof inner !== 'string' || !isPlainObject(heat) || !isReport(heat, ref, state.status)) return false;
  return outputsAgree(heat, heatText, inner);
}

const REPORT_FIELDS = 6;

function isReport(heat: PlainObject, ref: ResourceRef, status: string): boolean {
  const { id, stack_id: stackId, stack_status: told, status_reason: reason, tenant_id: tenant } = heat;
  if (Object.keys(heat).length !== REPORT_FIELDS || told !== status) return false;
  if (typeof reason !== 'string' || typeof tenant !== 'string' || typeof id !== 'string') return false;
  return typeof stackId === 'string' && namesResource(ref, id, stackId);
}

/** Equal, and each text has just as many members as were seen: no key was given twice. */
function outputsAgree(heat: PlainObject, heatText: string, inner: string): boolean {
  const outputs = parsePlain(inner);
  const members = membersOfEqual(heat['output'], outputs);
  if (members === undefined || !areOutputs(outputs)) return false;
  return countMembers(inner) === members && countMembers(heatText) === members + REPORT_FIELDS;
}

const OUTPUT_FIELDS: ReadonlySet<string> = new Set([
  'output_key',
  'output_value',
  'description',
  'output_error',
]);

function areOutputs(list: Plain | undefined): boolean {
  if (!Array.isArray(list)) return false;
  const keys = new Set<Plain>();
  for (const output of list) {
    if (!isPlainObject(output) || !Object.hasOwn(output, 'output_value')) return false;
    const key = output['output_key'];
    if (typeof key !== 'string' || key === '' || keys.has(key)) return false;
    if (!Object.keys(output).every((field) => OUTPUT_FIELDS.has(field))) return false;
    keys.add(key);
  }
  return true;
}
