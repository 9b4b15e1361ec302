import { isList, isObject, type Json, type JsonObject } from '../../stages/json.ts';

/**
 * The same value with its objects' keys in the model's order, where the model has them; further keys follow. The
 * writers' order inside `state.heat_outputs` can't be known from the other stages, so what was stored is kept.
 */
export function orderedLike(value: Json, model: Json | undefined): Json {
  if (isObject(value)) return orderedObject(value, isObject(model) ? model : new Map());
  if (isList(value)) return value.map((item, i) => orderedLike(item, isList(model) ? model[i] : undefined));
  return value;
}

function orderedObject(value: JsonObject, model: JsonObject): JsonObject {
  const keys = [
    ...[...model.keys()].filter((key) => value.has(key)),
    ...[...value.keys()].filter((key) => !model.has(key)),
  ];
  return new Map(keys.map((key) => [key, orderedLike(value.get(key) ?? null, model.get(key))]));
}
