/** Plan files and journal lines that somebody has tampered with: any place of a real one, with anything in it. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';

type Tree = null | boolean | number | string | Tree[] | { [name: string]: Tree };

/** What stands in a place where something else belongs. */
const ODD: readonly Tree[] = [
  null,
  true,
  0,
  -1,
  0.5,
  2 ** 53,
  1e300,
  '',
  'config',
  'jobs',
  'state',
  'toString',
  '__proto__',
  'v2.0/ports/other',
  '/config/v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c',
  '/jobs/working/modify:heat_worker:port:ddc14be4-3480-4e97-a978-817b18f9904c:2:abcde',
  '\ud800',
  '9'.repeat(40),
  '99999999-99-99T99:99:99.999Z',
  [],
  {},
  [[]],
  { text: '{}' },
  { base64: '!!' },
  { base64: 'AA' },
  { text: '\udc00' },
  { length: 1 },
];
const NAMES = ['__proto__', 'constructor', 'toString', 'stage', 'undoes', 'more'];

/** Each object and list of the tree with a place in it. */
function places(tree: Tree): [Tree[] | { [name: string]: Tree }, string][] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, below]) => [[tree, name], ...places(below)]) as ReturnType<
    typeof places
  >;
}

interface Tampering {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'add' | 'swap';
  readonly odd: Tree;
  readonly name: string;
  readonly from: number;
}

const tampering: fc.Arbitrary<Tampering> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'remove', 'add', 'swap'),
  odd: fc.constantFrom(...ODD),
  name: fc.constantFrom(...NAMES),
  from: fc.nat(),
});

function tamper(tree: Tree, { at, how, odd, name, from }: Tampering): void {
  const all = places(tree);
  const [inside, field] = all[at % all.length] ?? [];
  const [other, source] = all[from % all.length] ?? [];
  if (inside === undefined || other === undefined) return;
  const set = (of: string, value: Tree) =>
    Object.defineProperty(inside, of, {
      ...{ value: structuredClone(value), enumerable: true, configurable: true, writable: true },
    });
  if (how === 'remove') delete (inside as Record<string, Tree>)[field ?? ''];
  else if (how === 'add' && !Array.isArray(inside)) set(name, odd);
  else if (how === 'swap') set(field ?? '', (other as Record<string, Tree>)[source ?? ''] ?? null);
  else set(field ?? '', odd);
}

/** The file's text with its digest made anew, as who knows the format would do. */
export function signed(plan: object): string {
  const { digest: _, ...content } = plan as { digest?: unknown };
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return JSON.stringify({ ...content, digest: `sha256:${digest}` });
}

/** JSON texts, each tampered with in one to three places. */
function tampered(text: string, finish: (tree: Tree) => string): fc.Arbitrary<string> {
  return fc.array(tampering, { minLength: 1, maxLength: 3 }).map((all) => {
    const tree: Tree = JSON.parse(text);
    for (const one of all) tamper(tree, one);
    return finish(tree);
  });
}

/** Bytes that are not what was written: cut, flipped, or with something in between. */
function damaged(text: string): fc.Arbitrary<Uint8Array> {
  const junk = fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom('[', '{"a":', '"', '\u0000', '\ufeff').map((some) => Buffer.from(some)),
    fc.constantFrom('[', '{"a":').map((some) => Buffer.from(some.repeat(100_000))),
  );
  return fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 40 }), junk).map(([at, length, between]) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([bytes.subarray(0, at), between, bytes.subarray(at + length)]);
  });
}

export function forgedPlans(text: string): fc.Arbitrary<Uint8Array> {
  const finish = (tree: Tree) => (tree !== null && typeof tree === 'object' ? signed(tree) : String(tree));
  return fc.oneof(
    { weight: 8, arbitrary: tampered(text, finish).map((some) => Buffer.from(some)) },
    { weight: 1, arbitrary: tampered(text, (tree) => JSON.stringify(tree)).map((some) => Buffer.from(some)) },
    { weight: 1, arbitrary: damaged(text) },
  );
}

/** A journal file of which one line is another. */
export function forgedJournals(text: string): fc.Arbitrary<Uint8Array> {
  const lines = text.trimEnd().split('\n');
  const at = fc.nat({ max: lines.length - 1 });
  const whole = at.chain((i) =>
    tampered(lines[i] ?? '', (tree) => JSON.stringify(tree)).map((line) =>
      Buffer.from(`${lines.with(i, line).join('\n')}\n`),
    ),
  );
  return fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: damaged(text) });
}
