/**
 * Looks items of lists up by a key, of several with one key the first. What was found out of a list is kept beside it:
 * going through thousands of outputs for each of them takes seconds. The lists must not change.
 */
export function firstWithKey<T>(
  keyOf: (item: T) => unknown,
): (list: readonly T[], key: string) => T | undefined {
  const known = new WeakMap<readonly T[], ReadonlyMap<unknown, T>>();
  return (list, key) => {
    const byKey = known.get(list) ?? new Map(list.map((item) => [keyOf(item), item] as const).toReversed());
    known.set(list, byKey);
    return byKey.get(key);
  };
}
