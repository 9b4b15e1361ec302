import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { RULES } from '../../../src/judge/catalogue.ts';
import { judge } from '../../../src/judge/judge.ts';
import { newQuickLook } from '../../../src/judge/quick/quick.ts';
import type { Json } from '../../../src/stages/json.ts';
import { pythonSorted, pythonUnsorted } from '../../../src/stages/json-write.ts';
import { readResource } from '../../../src/stages/resource.ts';
import type { Snapshot } from '../../../src/stages/snapshot.ts';
import { placed } from '../../support/data/placed.ts';
import { configAt, HEAT_STACKS, KEYS, STACKLESS, STATE } from '../../support/data/port.ts';
import { json } from '../../support/generators/arbitraries.ts';
import { allChanges } from '../../support/generators/changes/all.ts';
import { nameOf } from '../../support/generators/checks.ts';
import { changedMemory } from '../../support/generators/one-change.ts';
import { seeded } from '../../support/generators/random.ts';
import { memoryOf, systems } from '../../support/generators/systems.ts';
import { putConfig } from '../../support/generators/writes.ts';
import { cases } from '../../support/run/cases.ts';
import { Memory } from '../../support/run/memory.ts';

/** Also those that are off by default. */
const SILENT = RULES.filter(({ silentAtRest }) => silentAtRest);

const named = (key: string, value: Json): Json =>
  new Map([
    ['output_value', value],
    ['description', 'A value.'],
    ['output_key', key],
  ]);

/** Lists that end differently: where the text of the list ends is seen in its last value. */
const LISTS: readonly [string, Json][] = [
  ['no outputs', []],
  ['a string last', [named('list', ['a', null]), named('text', 'b')]],
  ['a list last', [named('text', 'b'), named('list', ['a', []])]],
  ['an object last', [named('null', null), named('object', new Map([['a', new Map()]]))]],
];

/** What the quick look says must be what the rules say, with nothing to tell; it may always say nothing. */
describe('the quick look', () => {
  /** One that has learned what was compared before; what it says must not depend on that. */
  let look = newQuickLook();
  beforeEach(() => {
    look = newQuickLook();
  });
  let said = 0;
  let looked = 0;
  after(() => console.log(`quick look: ${looked} resources, ${said} of them told at rest, as the rules do`));

  function compare(snapshot: Snapshot): string | undefined {
    const quick = look(snapshot);
    looked++;
    assert.equal(newQuickLook()(snapshot), quick, nameOf(snapshot));
    const [asScanned] = placed([snapshot]);
    assert.ok(asScanned !== undefined);
    assert.equal(look(asScanned), quick, nameOf(snapshot));
    if (quick === undefined) return undefined;
    said++;
    const resource = readResource(snapshot);
    const { verdict, findings, evidence, suspects } = judge(resource);
    assert.deepEqual([verdict, findings, evidence, suspects], [quick, [], [], []], nameOf(snapshot));
    for (const { id, check } of SILENT) assert.deepEqual(check(resource), [], `${id}: ${nameOf(snapshot)}`);
    return quick;
  }

  it('agrees with the rules on healthy systems and on every single change of them', () => {
    fc.assert(
      fc.property(systems, fc.integer(), (system, seed) => {
        const memory = memoryOf(system);
        look = newQuickLook();
        memory.snapshots().forEach(compare);
        for (const victim of system) {
          for (const change of allChanges(victim, system, seeded(seed))) {
            changedMemory(memory, victim.resource, change).snapshots().forEach(compare);
          }
        }
        for (const { resource, version } of system) memory.write(putConfig(resource, version + 1));
        memory.snapshots().forEach(compare);
      }),
      { numRuns: cases(25), seed: 4_711, endOnFailure: true },
    );
  });

  it('agrees on any output value on either side', () => {
    fc.assert(
      fc.property(json, json, fc.boolean(), (left, right, same) => {
        const output = (value: typeof left) =>
          new Map([
            ['output_value', value],
            ['description', 'A value.'],
            ['output_key', 'value'],
          ] as const);
        compare(port(pythonSorted([output([])]), pythonUnsorted([output([])])));
        compare(port(pythonSorted([output(left)]), pythonUnsorted([output(same ? left : right)])));
      }),
      { numRuns: cases(100), seed: 4_711, endOnFailure: true },
    );
  });

  /** Much of it is no JSON, and what is may be written in a way that no writer knows. */
  const likeJson = fc
    .array(
      fc.constantFrom(
        ...['[', ']', '{', '}', '[]', '{}', ', ', ',', ': ', ':', ' ', '"', '"a"', '"b"', '"a": ', '"b": '],
        ...['null', 'true', 'false', 'nul', '0', '1', '-', '-0', '12', '01', '1.0', '1.5', 'e5', 'E+1'],
        ...['\\', '\\"', '\\u0041', '\t', '\x7f', 'é', '\u0080'],
      ),
      { minLength: 1, maxLength: 7 },
    )
    .map((parts) => parts.join(''));

  const withValue = (text: string) =>
    port(
      `[{"description": "A value.", "output_key": "value", "output_value": ${text}}]`,
      `[{"output_value": ${text}, "description": "A value.", "output_key": "value"}]`,
    );

  it('agrees on any text in the place of a value, the same in both', () => {
    const before = said;
    fc.assert(
      fc.property(
        fc.oneof(
          likeJson,
          json.map((value) => pythonSorted(value)),
        ),
        (text) => {
          compare(withValue('null'));
          compare(withValue(text));
        },
      ),
      { numRuns: cases(5000), seed: 4_711, endOnFailure: true },
    );
    assert.ok(said > before);
  });

  const NEARLY = [
    ...[
      '[1,]',
      '[1, ]',
      '[,1]',
      '[1 ,2]',
      '[1,2]',
      '[1',
      '1]',
      '[]]',
      '[[]',
      '{"a": 1,}',
      '{"a": 1, }',
      '{"a":1}',
    ],
    ...[
      '{"a": 1 }',
      '{"a" 1}',
      '{"b": 1, "a": 1}',
      '{"a": 1, "a": 1}',
      '{"a": 1,"b": 2}',
      '{a: 1}',
      '{"a": }',
    ],
    ...[
      '""',
      '"a',
      'a"',
      '"a" "b"',
      'nul',
      'nullnull',
      'true, "x": 1',
      '1, "output_value": 2',
      '01',
      '-',
      '1.0',
    ],
    ...[
      '"a"}, {"description": "A value.", "output_key": "value", "output_value": "a"',
      '\x7f',
      '"\x7f"',
      '"\x00"',
    ],
  ];
  for (const text of NEARLY)
    it(`agrees on what is nearly a value, once a value there is known: ${JSON.stringify(text)}`, () => {
      compare(withValue('null'));
      compare(withValue(text));
    });

  it('agrees where any byte is another one, or lacks, or stands twice', () => {
    const documents = new Map([
      [KEYS.heat_stacks, HEAT_STACKS],
      [KEYS.state, STATE],
      [KEYS.config, configAt(2)],
    ]);
    compare(snapshotOf([...documents]));
    for (const [key, text] of documents) {
      for (let at = 0; at < text.length; at++) {
        const here = text[at] ?? '';
        for (const put of ['', here + here, '"', '\\', ' ', 'x', '1', '0', '\n', 'é', ', ', ']', '}']) {
          const changed = text.slice(0, at) + put + text.slice(at + 1);
          compare(snapshotOf([...new Map(documents).set(key, changed)]));
        }
      }
    }
  });

  for (const [title, outputs] of LISTS) {
    it(`agrees where any byte of the outputs is cut off, lacks or is another one: ${title}`, () => {
      const [sorted, unsorted] = [pythonSorted(outputs), pythonUnsorted(outputs)];
      compare(port(sorted, unsorted));
      for (const changed of eachByte(sorted)) compare(port(changed, unsorted));
      for (const changed of eachByte(unsorted)) compare(port(sorted, changed));
    });
  }

  it('tells the plain port and the plain stackless resource at rest: that is what makes it quick', () => {
    assert.equal(
      compare(
        snapshotOf([
          [KEYS.heat_stacks, HEAT_STACKS],
          [KEYS.state, STATE],
          [KEYS.config, configAt(2)],
        ]),
      ),
      'settled',
    );
    assert.equal(
      compare(
        snapshotOf([
          [KEYS.state, STACKLESS],
          [KEYS.config, configAt(1)],
        ]),
      ),
      'stackless',
    );
  });

  const inner = (from: string, to: string) =>
    STATE.replace(JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1));

  it('compares __proto__ like any key', () => {
    const heat = HEAT_STACKS.replace('"allowed_address_pair"', '"__proto__"');
    const same = inner('"allowed_address_pair"', '"__proto__"');
    assert.equal(
      compare(
        snapshotOf([
          [KEYS.heat_stacks, heat],
          [KEYS.state, same],
          [KEYS.config, configAt(2)],
        ]),
      ),
      'settled',
    );
    assert.equal(
      compare(
        snapshotOf([
          [KEYS.heat_stacks, heat],
          [KEYS.state, STATE],
          [KEYS.config, configAt(2)],
        ]),
      ),
      undefined,
    );
  });

  const doubtful: readonly [string, string, string][] = [
    [
      'a key given twice in both',
      HEAT_STACKS.replace('{"allowed', '{"a": null, "a": null, "allowed'),
      inner('{"allowed', '{"a": null, "a": null, "allowed'),
    ],
    ['a key given twice in heat_stacks', HEAT_STACKS.replace('"output":', '"id": "x", "output":'), STATE],
    [
      'a number, which has lost its text',
      HEAT_STACKS.replace('[["default', '[1, ["default'),
      inner('[["default', '[1.0, ["default'),
    ],
    [
      'a space before a colon hides a second key',
      HEAT_STACKS.replace('"allowed_address_pair": []', '"a" : 1, "a" : 1'),
      inner('"allowed_address_pair": []', '"a" : 1, "a" : 1'),
    ],
    ['version 2.0', HEAT_STACKS, STATE.replace('"version": 2', '"version": 2.0')],
    [
      'an output given twice',
      HEAT_STACKS.replace('"output_key": "fq_name"', '"output_key": "id"'),
      inner('"output_key": "fq_name"', '"output_key": "id"'),
    ],
  ];
  for (const [title, heat, state] of doubtful) {
    it(`leaves to the rules: ${title}`, () => {
      const keys: [string, string][] = [
        [KEYS.heat_stacks, heat],
        [KEYS.state, state],
        [KEYS.config, configAt(2)],
      ];
      assert.equal(compare(snapshotOf(keys)), undefined);
    });
  }
});

function snapshotOf(keys: readonly (readonly [string, string])[]): Snapshot {
  const memory = new Memory();
  for (const [key, value] of keys) memory.write({ put: key, value });
  const [snapshot] = memory.snapshots();
  assert.ok(snapshot !== undefined);
  return snapshot;
}

function* eachByte(text: string): Generator<string> {
  for (let at = 0; at <= text.length; at++) {
    yield text.slice(0, at);
    for (const put of ['', 'x', '7', ' ', '"', '\\', ',', '[', ']', '{', '}']) {
      yield text.slice(0, at) + put + text.slice(at + 1);
      yield text.slice(0, at) + put + text.slice(at);
    }
  }
}

/** The port with other outputs, each side's as it is stored. */
function port(sorted: string, unsorted: string): Snapshot {
  const heat = HEAT_STACKS.replace(/"output": \[.*\], "stack_id"/, () => `"output": ${sorted}, "stack_id"`);
  const state = STATE.replace(
    /"heat_outputs": "(?:[^"\\]|\\.)*"/,
    () => `"heat_outputs": ${JSON.stringify(unsorted)}`,
  );
  return snapshotOf([
    [KEYS.heat_stacks, heat],
    [KEYS.state, state],
    [KEYS.config, configAt(2)],
  ]);
}
