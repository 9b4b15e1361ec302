/** Generated resources and values for property tests. */
import fc from 'fast-check';
import { type Json, NumberText } from '../../../src/stages/json.ts';
import type { MadeOutput, MadeResource } from '../data/made.ts';
import { TYPES } from '../data/types.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const ids = fc.oneof(fc.uuid(), hex(32), fc.constantFrom('default', 'aws_gateway', 'a:b', 'x'));

export const madeResources: fc.Arbitrary<MadeResource> = fc
  .tuple(fc.constantFrom(...TYPES), ids, hex(32))
  .map(([[schemaPath, singular], id, tenantId]) => ({ ref: { schemaPath, id }, singular, tenantId }));

/** Number texts that Python's `json.dumps` can write. */
export const numbers: fc.Arbitrary<NumberText> = fc
  .oneof(
    fc.bigInt().map(String),
    fc.integer().map(String),
    fc.constantFrom(
      '0',
      '1',
      '1.0',
      '-0.0',
      '0.1',
      '1e+16',
      '1.5e-07',
      '9007199254740993',
      '-9007199254740993',
    ),
  )
  .map((text) => new NumberText(text));

/** Any text, single surrogates and control characters among it. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'ポート',
    '😀',
    '\ud800',
    '\udc00x',
    'e\u0301',
    '\u00e9',
    '"\\/',
    '1',
  ),
);

/** Any JSON value of a few levels. */
export const { json } = fc.letrec<{ json: Json; leaf: Json }>((tie) => ({
  leaf: fc.oneof(fc.constant(null), fc.boolean(), numbers, texts),
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(texts, tie('json')), { maxLength: 4 }).map((entries): Json => new Map(entries)),
  ),
}));

const output: fc.Arbitrary<MadeOutput> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ key: fc.string({ minLength: 1 }), value: json, description: texts }) },
  {
    weight: 1,
    arbitrary: fc.record({
      key: fc.string({ minLength: 1 }),
      value: fc.constant(null),
      description: texts,
      error: texts,
    }),
  },
);

/** A stack's outputs, each with a key of its own. */
export const outputs: fc.Arbitrary<readonly MadeOutput[]> = fc.uniqueArray(output, {
  maxLength: 5,
  selector: ({ key }) => key,
});
