/** How less is asked for where an answer is too large, or comes too slowly: the one place where that is halved. */
import { TooMuchError, TooSlowError } from '../errors.ts';

/** What makes smaller parts worth trying. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof TooMuchError;
}

/**
 * Asks for many things in as few reads as they fit in, in order; half as many where `helps` tells that this may help,
 * down to one, which throws what its read throws. What was too slow once is not asked for again so large; what was too
 * large may have been one value, so parts grow again.
 * @param most of one read
 */
export async function inParts<I, O>(
  items: readonly I[],
  most: number,
  read: (some: readonly I[]) => Promise<readonly O[]>,
  helps: (error: unknown) => boolean = isTooMuch,
): Promise<O[]> {
  const found: O[] = [];
  let [size, largest] = [most, most];
  for (let at = 0; at < items.length; ) {
    const some = items.slice(at, at + size);
    try {
      found.push(...(await read(some)));
      at += some.length;
      size = Math.min(largest, size * 2);
    } catch (error) {
      if (some.length === 1 || !helps(error)) throw error;
      size = Math.ceil(some.length / 2);
      if (error instanceof TooSlowError) largest = size;
    }
  }
  return found;
}

/** Asks for so many keys of a range, half as many where they are too much, down to one. */
export async function withFewer<T>(keys: number, read: (keys: number) => Promise<T>): Promise<T> {
  for (let asked = keys; ; asked = Math.ceil(asked / 2)) {
    try {
      return await read(asked);
    } catch (error) {
      if (asked === 1 || !isTooMuch(error)) throw error;
    }
  }
}
