/**
 * Keys name types in the plural (`ports`), jobs and Heat's documents in the singular (`port`). Who writes a schema is
 * free in both words, so no grammar can be demanded; what is asked is only whether the two can be the same type.
 *
 * The decision: words are compared one by one (`reserve_address` and `reserve_ports` have one in common, yet differ).
 * A pair fits where a regular rule makes one from the other, or where they begin alike and differ only in a short
 * ending, as all irregular plurals of such names do (`index`/`indices`, `datum`/`data`). So a false alarm needs a
 * plural that is another word altogether, and `port` still is no `networks`, `security_group` no
 * `security_group_rules`. `port` and `portals` do pass: a missed mix-up is the lesser evil.
 */

/** Longest ending that a plural may change (`ex` to `ices`). */
const LONGEST_ENDING = 4;
/** Words that share only two letters (`port`, `pools`) are no pair, unless that is all of one (`ox`, `oxen`). */
const SHORTEST_STEM = 3;

/** Whether a type called `plural` in keys can be called `singular` in jobs and documents. */
export function singularFits(singular: string, plural: string): boolean {
  if (isRegularPlural(singular, plural)) return true;
  const ones = wordsOf(singular);
  const many = wordsOf(plural);
  if (ones.length === many.length) return ones.every((word, i) => wordFits(word, many[i] ?? ''));
  // `loadbalancer` and `load_balancers`: the separator is a matter of taste.
  return wordFits(ones.join(''), many.join(''));
}

/** The narrow form: equal (`usage`), or plural by a regular rule of English (`ports`, `policies`, `addresses`). */
export function isRegularPlural(singular: string, plural: string): boolean {
  if (singular === '') return false;
  const forms = [singular, `${singular}s`, `${singular}es`];
  if (singular.endsWith('y')) forms.push(`${singular.slice(0, -1)}ies`);
  if (singular.endsWith('is')) forms.push(`${singular.slice(0, -2)}es`);
  return forms.includes(plural);
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().split(/[_-]+/);
}

function wordFits(one: string, many: string): boolean {
  if (isRegularPlural(one, many)) return true;
  const stem = commonPrefixLength(one, many);
  const shorter = Math.min(one.length, many.length);
  const longEnough = stem >= SHORTEST_STEM || (stem > 0 && stem === shorter);
  return longEnough && stem * 2 >= shorter && Math.max(one.length, many.length) - stem <= LONGEST_ENDING;
}

function commonPrefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
