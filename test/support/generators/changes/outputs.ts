/** Changes of one output, or of their list. */
import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  NumberText,
  sameJson,
} from '../../../../src/stages/json.ts';
import { outputsOf, withEntry, withOutputs } from '../../data/documents.ts';
import { below, type Random } from '../random.ts';
import type { Victim } from '../systems.ts';
import { type Change, type Expect, sharedFact, storedOf } from './change.ts';

type Outputs = readonly Json[];
interface OutputsChange {
  readonly kind: string;
  readonly outputs: Outputs;
  /** Absent: what comes of changing a fact that stages share. */
  readonly expect?: Expect;
}

/** Every change of each document's outputs; the one that is changed is drawn by chance. */
export function outputChanges(victim: Victim, random: Random): Change[] {
  return storedOf(victim).flatMap(([stage, text]) => {
    const outputs = outputsOf(stage, text);
    if (outputs === undefined) return [];
    const made = [
      ...listChanges(outputs),
      ...(outputs.length > 0 ? oneChanged(outputs, below(random, outputs.length)) : []),
    ];
    return made.map(({ kind, outputs: changed, expect }): Change => {
      const value = withOutputs(stage, text, changed);
      return { kind, stage, value, expect: expect ?? sharedFact(victim, stage) };
    });
  });
}

const NEW: Json = new Map<string, Json>([
  ['output_value', null],
  ['description', ''],
  ['output_key', 'an output that was not there'],
]);

function listChanges(outputs: readonly JsonObject[]): OutputsChange[] {
  const [first, second] = outputs;
  const added: OutputsChange[] = [
    { kind: 'output added', outputs: [...outputs, NEW] },
    { kind: 'no output', outputs: [...outputs, 'port'], expect: 'caught' },
    { kind: 'empty output', outputs: [new Map(), ...outputs], expect: 'caught' },
  ];
  if (first === undefined) return added;
  const doubled: OutputsChange = { kind: 'output doubled', outputs: [...outputs, first], expect: 'caught' };
  if (second === undefined) return [...added, doubled];
  return [...added, doubled, ...pairChanges(first, second, outputs.slice(2))];
}

function pairChanges(first: JsonObject, second: JsonObject, rest: Outputs): OutputsChange[] {
  const turned = [second, first, ...rest];
  const [one, other] = [first.get('output_value'), second.get('output_value')];
  const exchanged = [
    withEntry(first, 'output_value', other),
    withEntry(second, 'output_value', one),
    ...rest,
  ];
  return [
    { kind: 'outputs reordered', outputs: turned, expect: 'outputs-reordered' },
    ...(sameJson(one, other) ? [] : [{ kind: 'values of two outputs exchanged', outputs: exchanged }]),
  ];
}

function oneChanged(outputs: readonly JsonObject[], at: number): OutputsChange[] {
  const output = outputs[at] ?? new Map<string, Json>();
  const set = (kind: string, field: string, value: Json | undefined, expect?: Expect): OutputsChange => ({
    kind,
    outputs: outputs.map((one, i) => (i === at ? withEntry(one, field, value) : one)),
    ...(expect === undefined ? {} : { expect }),
  });
  return [
    { kind: 'output lost', outputs: outputs.filter((_, i) => i !== at) },
    ...otherValues(output.get('output_value') ?? null).map((value) =>
      set('output_value changed', 'output_value', value),
    ),
    set('output_value lost', 'output_value', undefined, 'caught'),
    set('output_key lost', 'output_key', undefined, 'caught'),
    set('output_key retyped', 'output_key', new NumberText('1'), 'caught'),
    set('output_key empty', 'output_key', '', 'caught'),
    set('output renamed', 'output_key', 'another name'),
    set('description lost', 'description', undefined),
    set('description changed', 'description', `${output.get('description')}.`),
    set('output_error changed', 'output_error', `${output.get('output_error')}.`),
    set('field of an output added', 'colour', 'red', 'unknown-field'),
  ];
}

/** Values that differ from this one as little as can be, in each way. */
export function otherValues(value: Json): Json[] {
  if (value === null) return [false, '', 'null', [], new Map()];
  if (value === true || value === false)
    return [!value, String(value), new NumberText(value ? '1' : '0'), null];
  if (value instanceof NumberText) return otherNumbers(value.text);
  if (typeof value === 'string') return otherStrings(value);
  if (isList(value)) return [[...value, null], ...otherLists(value), null];
  return isObject(value) ? otherObjects(value) : [];
}

function otherNumbers(text: string): Json[] {
  const last = text.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  const form = /^-?\d+$/.test(text) ? `${text}.0` : `${text}0`.replace(/e(.*)0$/, 'e$1');
  const minus = text.startsWith('-') ? text.slice(1) : `-${text}`;
  return [last, form, minus]
    .filter((other) => other !== text)
    .map((other): Json => new NumberText(other))
    .concat(text);
}

function otherStrings(text: string): Json[] {
  const changed = [`${text} `, text.slice(1), text.normalize('NFD'), text.toUpperCase(), `${text}\u0000`];
  return [...changed.filter((other) => other !== text), null, [text]];
}

function otherLists(list: readonly Json[]): Json[] {
  const [first, ...rest] = list;
  if (first === undefined) return [new Map()];
  const turned = [...list].reverse();
  return [
    rest,
    [first, ...list],
    ...(sameJson(turned, list) ? [] : [turned]),
    ...otherValues(first).map((other) => [other, ...rest]),
  ];
}

function otherObjects(object: JsonObject): Json[] {
  const [first] = object;
  const added = withEntry(object, 'a key that was not there', null);
  if (first === undefined) return [added, null, []];
  const [key, value] = first;
  return [
    added,
    withEntry(object, key, undefined),
    ...otherValues(value).map((other) => withEntry(object, key, other)),
  ];
}
