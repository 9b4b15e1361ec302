/**
 * Whether a text may stand in a resource, seen in the stored bytes. A scan for one address meets hundreds of thousands of
 * resources that do not have it: nothing is parsed of these. It may say so too often, never too seldom.
 */
import { newResourceView, PackedSnapshot, type Slice } from '../../stages/packed.ts';
import type { Snapshot } from '../../stages/snapshot.ts';

export type MayMatch = (snapshot: Snapshot) => boolean;

/** Quotes, backslashes and slashes may be escaped in JSON, other letters are as the writers' JSON escapes them. */
const OFTEN_ESCAPED = /["\\/]|[^ -~]/;
/** Letters of ASCII that are escaped all the same, and what can't be told from them. */
const ESCAPED_ASCII = /\\u00[2-7]/;
/** Stored letters beyond ASCII, in JSON or as they are. */
const LETTERS = /\\u|[\x80-\xff]/;

/** @param text in small letters */
export function newMayMatch(text: string): MayMatch {
  const run = text
    .split(OFTEN_ESCAPED)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
  const hasLetters = /[\u0080-\uffff]/.test(text);
  const isIn = (slice: Slice) => slice.from >= 0 && mayStandIn(slice, run, hasLetters);
  const view = newResourceView();
  return (snapshot) => {
    if (!(snapshot instanceof PackedSnapshot) || snapshot.hasJobState) return true;
    snapshot.fill(view);
    return isIn(view.heat) || isIn(view.config) || isIn(view.state) || isIn(view.name);
  };
}

function mayStandIn({ bytes, from, to }: Slice, run: string, hasLetters: boolean): boolean {
  const stored = Buffer.prototype.latin1Slice.call(bytes, from, to).toLowerCase();
  if (run === '' ? !hasLetters || LETTERS.test(stored) : stored.includes(run)) return true;
  return stored.includes('\\u00') && ESCAPED_ASCII.test(stored);
}
