import type { Pace } from './pace.ts';

/** A first guess of what a resource has in all areas; the pages correct it. */
export const FIRST_RESOURCE_BYTES = 4000;

/** Share of a page that a part is cut for: IDs don't lie evenly, and a part that is not read at once costs another read. */
const FILLED = 0.9;

/** So many resources are a page. */
export function keysOfPage(resourceBytes: number, { pageKeys, pageBytes }: Pace): number {
  return Math.max(1, Math.min(pageKeys, Math.floor(pageBytes / resourceBytes)));
}

/** Parts of about a page, for so many keys. */
export function partsFor(keys: number, keysOfAPage: number): number {
  return Math.ceil(keys / Math.max(1, keysOfAPage * FILLED));
}
