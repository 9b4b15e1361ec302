/** Where a text stands in a resource as it may be shown: a secret that is masked is not there to be found. */
import { isList, isObject, type Json, NumberText, pointerStep } from '../../stages/json.ts';
import { readJsonText } from '../../stages/json-read.ts';
import { STAGES } from '../../stages/keys.ts';
import { type AnyStage, entryOf, type Resource } from '../../stages/resource.ts';
import type { Matched } from './result.ts';

/** @param text in small letters */
export function matchesIn(resource: Resource, text: string): Matched[] {
  const holds = (value: string) => value.toLowerCase().includes(text);
  const { id } = resource.snapshot.ref;
  return [
    ...(holds(id) ? [{ area: 'id', path: '', value: id, place: 'ID' } as const] : []),
    ...STAGES.flatMap((stage) => inDocument(resource[stage], holds)),
    ...inConfig(resource, holds),
    ...inUnreadable(resource, holds),
  ];
}

type Holds = (value: string) => boolean;

function inDocument(document: AnyStage | undefined, holds: Holds): Matched[] {
  if (document === undefined) return [];
  const { stage: area, outputsPath } = document;
  const outputs = outputsOf(document);
  if (!isList(outputs))
    return placesIn(outputs, outputsPath, holds).map((one) => ({ ...one, area, place: area }));
  return outputs.flatMap((output, i) =>
    inOutput(output, outputsPath + pointerStep(i), holds).map((one) => ({ ...one, area })),
  );
}

/** As they stand, whether they are outputs or not. */
function outputsOf({ tree, outputsPath }: AnyStage): Json {
  const at = outputsPath
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((value, step) => (isObject(value) ? value.get(step) : undefined), tree);
  const reading = typeof at === 'string' ? readJsonText(at) : undefined;
  return reading !== undefined && 'value' in reading ? reading.value : (at ?? null);
}

/** Its key and its value; what it is described as is the same for all of a type. */
function inOutput(output: Json, path: string, holds: Holds): Omit<Matched, 'area'>[] {
  const key = isObject(output) ? output.get('output_key') : undefined;
  if (!isObject(output) || typeof key !== 'string')
    return placesIn(output, path, holds).map((one) => ({ ...one, place: 'an output' }));
  const found = [
    ...placesIn(key, `${path}/output_key`, holds),
    ...placesIn(output.get('output_value') ?? null, `${path}/output_value`, holds),
  ];
  return found.map((one) => ({ ...one, place: key }));
}

function inConfig({ config }: Resource, holds: Holds): Matched[] {
  return [...(config?.body ?? [])].flatMap(([field, value]) =>
    placesOfField(field, value, '/body', holds).map(
      (one) => ({ ...one, area: 'config', place: `config ${field}` }) as const,
    ),
  );
}

/** In what is no document, as text. */
function inUnreadable(resource: Resource, holds: Holds): Matched[] {
  const areas = [
    ...resource.unreadable.map(({ stage }) => stage),
    ...(resource.config !== undefined && resource.config.body === undefined ? (['config'] as const) : []),
  ];
  return areas.flatMap((area) => {
    const value = Buffer.from(entryOf(resource, area)?.value ?? []).toString();
    return holds(value) ? [{ area, path: '', value, place: `${area}, unreadable` }] : [];
  });
}

interface Place {
  readonly path: string;
  readonly value: Json;
}

function placesIn(value: Json, path: string, holds: Holds): Place[] {
  if (isList(value)) return value.flatMap((item, i) => placesIn(item, path + pointerStep(i), holds));
  if (isObject(value)) return [...value].flatMap(([key, item]) => placesOfField(key, item, path, holds));
  const text = value instanceof NumberText ? value.text : value === null ? '' : String(value);
  return text !== '' && holds(text) ? [{ path, value }] : [];
}

function placesOfField(key: string, value: Json, parent: string, holds: Holds): Place[] {
  const path = parent + pointerStep(key);
  return holds(key) ? [{ path, value }] : placesIn(value, path, holds);
}
