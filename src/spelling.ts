/** What was meant by a word that nobody knows. */

/** How many letters must be changed, added, left out, or swapped with the next, to make one word of the other. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const swapped = a[i] === b[j - 1] && a[i - 1] === b[j] ? (before[j - 1] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(changed, swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

/** A longer word may have more slips; half of a word wrong is another word. */
const MAX_SLIPS = 3;

/** The nearest of these words, all that are equally near; none where it is like none of them. */
export function closest(word: string, known: readonly string[]): string[] {
  const typed = word.toLowerCase();
  const ranked = known.map((one) => ({ one, slips: editDistance(typed, one.toLowerCase()) }));
  const likely = ranked.filter(({ one, slips }) => slips <= MAX_SLIPS && slips * 2 < one.length);
  const least = likely.reduce((fewest, { slips }) => Math.min(fewest, slips), Number.POSITIVE_INFINITY);
  return likely.filter(({ slips }) => slips === least).map(({ one }) => one);
}
