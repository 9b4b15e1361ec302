/**
 * Whether heat_stacks and state list the same outputs, seen in their texts. The writers are known: heat_stacks has each
 * output's fields sorted, the text inside state has them in another order, and else both are the same, byte for byte.
 * So the text of each field is cut out of the one and looked for in the other. Nothing is assumed: each piece is shown
 * to be one whole JSON value, so that equal pieces in equal places are equal lists. What is written in any other way is
 * not told (undefined), never guessed.
 */
import { readJsonText } from '../stages/json-read.ts';
import type { ResourceRef } from '../stages/keys.ts';
import { namesResource } from './fast-names.ts';
import { CONTROL } from './fast-text.ts';

const REPORT_TAIL =
  /^\], "stack_id": "([^"]*)", "stack_status": "([^"]*)", "status_reason": "[^"]*", "tenant_id": "[^"]*"\}$/;

/** By the texts alone: most documents are as their writers wrote them. Undefined: look at the values. */
export function textsAgree(ref: ResourceRef, heat: string, status: string, inner: string): true | undefined {
  const id = /^\{"id": "([^"]*)", "output": \[/.exec(heat);
  const end = heat.lastIndexOf('], "stack_id": "');
  if (id === null || end < id[0].length || heat.includes('\\') || CONTROL.test(heat)) return undefined;
  const tail = REPORT_TAIL.exec(heat.slice(end));
  if (tail?.[2] !== status || !namesResource(ref, id[1] ?? '', tail[1] ?? '')) return undefined;
  return sameOutputTexts(heat, id[0].length, end, inner);
}

/** The pieces of one output in heat_stacks. */
interface Pieces {
  /** `"description": "…", "output_key": "…"`: both writers put these two beside each other. */
  readonly naming: string;
  /** `"output_value": …` */
  readonly valued: string;
  readonly key: string;
  /** Place behind the value. */
  readonly end: number;
}

/**
 * @param heat text without backslashes and control characters: a quote in it begins or ends a string
 * @param from the first place inside the list in `heat`
 * @param to the place of the list's closing bracket
 * @param inner the whole text of the list in state
 */
function sameOutputTexts(heat: string, from: number, to: number, inner: string): true | undefined {
  if (from === to) return inner === '[]' ? true : undefined;
  const keys: string[] = [];
  for (let at = from, place = 1; ; ) {
    const pieces = cutOutput(heat, at, to);
    if (pieces === undefined || keys.includes(pieces.key)) return undefined;
    const behind = placeBehind(inner, place, pieces);
    if (behind === undefined) return undefined;
    if (pieces.end + 1 === to) return endsBehind(inner, behind);
    if (!goesOn(heat, pieces.end, inner, behind)) return undefined;
    keys.push(pieces.key);
    at = pieces.end + '}, '.length;
    place = behind + ', '.length;
  }
}

function endsBehind(inner: string, behind: number): true | undefined {
  return inner.length === behind + 1 && inner.endsWith('}]') ? true : undefined;
}

/** Whether both texts have another output behind this one. */
function goesOn(heat: string, end: number, inner: string, behind: number): boolean {
  return heat.startsWith('}, ', end) && inner.startsWith(', ', behind);
}

const DESCRIPTION = '{"description": "';
const KEY = '", "output_key": "';
const VALUE = '", "output_value": ';

function cutOutput(heat: string, at: number, to: number): Pieces | undefined {
  const start = at + DESCRIPTION.length;
  const keyQuote = heat.indexOf('"', start);
  const keyStart = keyQuote + KEY.length;
  const valueQuote = heat.indexOf('"', keyStart);
  const valueStart = valueQuote + VALUE.length;
  if (
    !heat.startsWith(DESCRIPTION, at) ||
    !heat.startsWith(KEY, keyQuote) ||
    !heat.startsWith(VALUE, valueQuote)
  ) {
    return undefined;
  }
  const end = endOfValue(heat, valueStart, to);
  if (end > to || valueQuote === keyStart) return undefined;
  return {
    naming: heat.slice(at + 1, valueQuote + 1),
    valued: heat.slice(valueQuote + '", '.length, end),
    key: heat.slice(keyStart, valueQuote),
    end,
  };
}

/** A string ends at its quote; for other values it is where the next output may begin: `isJsonValue` shows it. */
function endOfValue(heat: string, start: number, to: number): number {
  if (heat[start] === '"') return heat.indexOf('"', start + 1) + 1;
  const next = heat.indexOf('}, {"description": "', start);
  return next >= 0 && next < to ? next : to - 1;
}

/**
 * Whether the text inside state has the same pieces here, in its own order; gives the place behind the output. Slices
 * are compared and not `startsWith`, which takes a character at a time.
 */
function placeBehind(inner: string, place: number, { naming, valued }: Pieces): number | undefined {
  const comma = place + 1 + valued.length;
  const namingAt = comma + ', '.length;
  const end = namingAt + naming.length;
  const same =
    inner[place] === '{' &&
    inner.slice(place + 1, comma) === valued &&
    inner[comma] === ',' &&
    inner[comma + 1] === ' ' &&
    inner.slice(namingAt, end) === naming &&
    inner[end] === '}' &&
    isJsonValue(valued.slice(VALUED));
  return same ? end + 1 : undefined;
}

/** Length of `"output_value": `. */
const VALUED = VALUE.length - '", '.length;

/** Values of many resources that are alike (`[]`, `null`): what they are is known. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 1000;
const LONGEST_KNOWN = 100;

/** A string without backslash between two quotes is one; all others are read, losslessly. */
function isJsonValue(value: string): boolean {
  if (value[0] === '"') return true;
  const answer = known.get(value);
  if (answer !== undefined) return answer;
  const whole = value !== '' && 'value' in readJsonText(value);
  if (known.size < MOST_KNOWN && value.length <= LONGEST_KNOWN) known.set(value, whole);
  return whole;
}
