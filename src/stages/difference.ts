import { isList, isObject, type Json, pointerStep, sameJson } from './json.ts';

export interface Difference {
  /** JSON pointer from the compared values down to the smallest part that holds all that differs; '' for the whole. */
  readonly path: string;
  /** Undefined where that side has nothing there. */
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

/** The smallest part in which two values differ; undefined where they are equal. */
export function smallestDifference(left: Json | undefined, right: Json | undefined): Difference | undefined {
  if (sameJson(left, right)) return undefined;
  let at: Difference = { path: '', left, right };
  for (;;) {
    const inner = onlyDifferingPart(at.left, at.right);
    if (inner === undefined) return at;
    at = { path: at.path + pointerStep(inner.key), left: inner.left, right: inner.right };
  }
}

interface Part {
  readonly key: string | number;
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

function onlyDifferingPart(left: Json | undefined, right: Json | undefined): Part | undefined {
  const parts = differingParts(left, right);
  return parts.length === 1 ? parts[0] : undefined;
}

function differingParts(left: Json | undefined, right: Json | undefined): Part[] {
  if (isObject(left) && isObject(right)) {
    return [...new Set([...left.keys(), ...right.keys()])]
      .map((key) => ({ key, left: left.get(key), right: right.get(key) }))
      .filter((part) => !sameJson(part.left, part.right));
  }
  if (isList(left) && isList(right)) {
    return Array.from({ length: Math.max(left.length, right.length) }, (_, key) => ({
      key,
      left: left[key],
      right: right[key],
    })).filter((part) => !sameJson(part.left, part.right));
  }
  return [];
}
