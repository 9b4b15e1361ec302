import { isPlainObject, type Plain, type PlainObject } from './text.ts';

/** Deeper values are left to the lossless reader, which bounds the depth. */
const DEEPEST = 32;

/**
 * Counts the members of two equal values: how many objects' members one of them has.
 * Undefined where they differ, or where plain values can't tell (numbers have lost their text).
 */
export function membersOfEqual(
  left: Plain | undefined,
  right: Plain | undefined,
  depth = 0,
): number | undefined {
  if (typeof left === 'string' || typeof left === 'boolean' || left === null)
    return left === right ? 0 : undefined;
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(left)) return Array.isArray(right) ? membersOfLists(left, right, depth) : undefined;
  return isPlainObject(left) && isPlainObject(right) ? membersOfObjects(left, right, depth) : undefined;
}

function membersOfObjects(left: PlainObject, right: PlainObject, depth: number): number | undefined {
  const keys = Object.keys(left);
  if (Object.keys(right).length !== keys.length) return undefined;
  let members = keys.length;
  for (const key of keys) {
    const inner = Object.hasOwn(right, key) ? membersOfEqual(left[key], right[key], depth + 1) : undefined;
    if (inner === undefined) return undefined;
    members += inner;
  }
  return members;
}

function membersOfLists(left: readonly Plain[], right: readonly Plain[], depth: number): number | undefined {
  if (left.length !== right.length) return undefined;
  let members = 0;
  for (let i = 0; i < left.length; i++) {
    const inner = membersOfEqual(left[i], right[i], depth + 1);
    if (inner === undefined) return undefined;
    members += inner;
  }
  return members;
}
