/** No view of any command has a part of a secret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskShow } from '../../src/commands/show/mask.ts';
import { showJson } from '../../src/commands/show/views/json.ts';
import { maskedKey } from '../../src/commands/show/views/raw.ts';
import { judgeSnapshot } from '../../src/judging/judging.ts';
import { NOTHING_SECRET, type SecretKeys, USUAL_SECRETS } from '../../src/secrets/secret-keys.ts';
import type { Json } from '../../src/stages/json.ts';
import { pythonSorted, pythonUnsorted } from '../../src/stages/json-write.ts';
import type { Snapshot } from '../../src/stages/snapshot.ts';
import * as sample from '../support/data/samples.ts';
import {
  bare,
  FORMS,
  inTexts,
  leaks,
  secretNames,
  secretTexts,
  type Wrapping,
  wrappings,
} from '../support/generators/secrets.ts';
import { viewsOf } from '../support/run/views.ts';

const SCREENS = [40, 80, 200].map((width) => ({ width, colour: false, unicode: true }));

function views(snapshot: Snapshot, isSecret: SecretKeys): string[] {
  const { drawn, json } = viewsOf(snapshot, isSecret);
  return [...SCREENS.flatMap(drawn), ...json];
}

interface Place {
  readonly where: 'output' | 'named output' | 'field' | 'inner field';
  readonly wrap: Wrapping;
  readonly name: string;
}

const places: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ where: fc.constant('named output' as const), wrap: bare, name: secretNames }),
  fc.record({
    where: fc.constantFrom('output' as const, 'field' as const, 'inner field' as const),
    wrap: fc.oneof(wrappings, inTexts),
    name: fc.constant('plain_name'),
  }),
);

/** A document for each stage that holds the secret at the place. */
function documents({ where, wrap, name }: Place, secret: string) {
  const value = wrap(secret);
  const inOutput = where === 'output' || where === 'named output';
  const outputs: Json = [
    output('fq_name', 'default-domain:admin'),
    ...(inOutput ? [output(name, value)] : []),
    output('id', 'f68d0924'),
  ];
  const field = where === 'field' ? [[name, value] as const] : [];
  const inner = where === 'inner field' ? [[name, value] as const] : [];
  const plain = JSON.parse(sample.heatStacks([])) as Record<string, string>;
  const heat = new Map<string, Json>([...Object.entries(plain), ['output', outputs], ...field]);
  const published = new Map<string, Json>([
    ['heat_outputs', pythonUnsorted(outputs)],
    ['orchestration_state', 'UPDATE_COMPLETE'],
    ['worker_state', 'MODIFY_COMPLETED'],
    ...inner,
  ]);
  return {
    heat_stacks: pythonSorted(heat),
    state: (version: string) =>
      pythonSorted(new Map<string, Json>([['error', ''], ['state', published], ...field])).replace(
        /}$/,
        `, "version": ${version}}`,
      ),
  };
}

function output(key: string, value: Json): Json {
  return new Map<string, Json>([
    ['output_value', value],
    ['description', 'About it.'],
    ['output_key', key],
  ]);
}

/** Stages that agree, that hold different secrets, of which one has none, or is cut short. */
const snapshots = fc
  .record({
    place: places,
    secrets: fc.tuple(secretTexts, secretTexts),
    harm: fc.constantFrom('none', 'changed', 'no state', 'cut state', 'cut heat', 'job left'),
    cut: fc.double({ min: 0.05, max: 0.999, noNaN: true }),
  })
  .map(({ place, secrets, harm, cut }) => {
    const [first, second] = secrets;
    const [one, two] = [documents(place, first), documents(place, harm === 'none' ? first : second)];
    const cutAt = (text: string, when: string) =>
      harm === when ? text.slice(0, Math.floor(cut * text.length)) : text;
    const state = { value: cutAt(two.state('2'), 'cut state'), rev: 359 };
    const snapshot = sample.snapshotOf(
      {
        heat_stacks: { value: cutAt(one.heat_stacks, 'cut heat'), rev: 356 },
        ...(harm === 'job left' ? { job_state: { value: '{}', rev: 300 } } : {}),
        ...(harm === 'no state' ? {} : { state }),
      },
      { config: { version: 2, rev: 300 } },
    );
    return { snapshot, secrets: [first, second], harm };
  });

test('no view of any command has a part of a secret', () => {
  fc.assert(
    fc.property(snapshots, ({ snapshot, secrets }) => {
      for (const view of views(snapshot, USUAL_SECRETS)) assert.deepEqual(leaks(view, secrets), [], view);
    }),
    { numRuns: 150 },
  );
});

test('statuses, keys and errors that hold one are masked in every view, messages and reasons included', () => {
  const texts = fc.record({
    form: fc.constantFrom(...FORMS),
    where: fc.constantFrom('status', 'worker_state', 'error', 'key', 'stack_id', 'output_key'),
    secret: secretTexts,
  });
  fc.assert(
    fc.property(texts, ({ form, where, secret }) => {
      const heat = sample.heatStacks([sample.output('id', 'a')]);
      const outputs = JSON.stringify([sample.output(where === 'output_key' ? form.text(secret) : 'id', 'b')]);
      const at = (name: string, usual: string) => (where === name ? form.text(secret) : usual);
      const inner = { heat_outputs: outputs, orchestration_state: at('status', 'UPDATE_COMPLETE') };
      const state = {
        error: at('error', ''),
        state: { ...inner, worker_state: at('worker_state', 'MODIFY_COMPLETED') },
        version: 2,
        ...(where === 'key' ? { [form.text(secret)]: 1 } : {}),
      };
      const stored =
        where === 'stack_id' ? JSON.stringify({ ...JSON.parse(heat), stack_id: form.text(secret) }) : heat;
      const snapshot = sample.snapshotOf({
        heat_stacks: { value: stored, rev: 356 },
        state: { value: JSON.stringify(state), rev: 359 },
      });
      for (const view of views(snapshot, USUAL_SECRETS)) assert.deepEqual(leaks(view, [secret]), [], view);
    }),
    { numRuns: 100 },
  );
});

test('with --reveal they are shown', () => {
  fc.assert(
    fc.property(snapshots, ({ snapshot, secrets }) => {
      const told = views(snapshot, NOTHING_SECRET);
      const stored = Object.values(snapshot.stages).map(({ value }) => Buffer.from(value).toString());
      const there = secrets.filter((secret) => stored.some((text) => text.includes(secret)));
      for (const secret of there) assert.ok(told.some((view) => view.includes(secret)));
    }),
    { numRuns: 30 },
  );
});

test('that secrets differ is seen, and their names are', () => {
  const secrets = fc.tuple(secretTexts, secretTexts).filter(([one, two]) => one !== two);
  fc.assert(
    fc.property(secrets, secretNames, bare, ([one, two], name, wrap) => {
      const place: Place = { where: 'named output', wrap, name };
      const snapshot = sample.snapshotOf({
        heat_stacks: { value: documents(place, one).heat_stacks, rev: 356 },
        state: { value: documents(place, two).state('2'), rev: 359 },
      });
      const [screen, full] = views(snapshot, USUAL_SECRETS);
      for (const view of [screen, full]) {
        const joined = view?.replace(/\s+/g, '') ?? '';
        assert.match(joined, /\(differs\)\*{3}/);
        assert.ok(joined.includes(name));
      }
    }),
    { numRuns: 50 },
  );
});

test('a masked stage has no raw, the others have', () => {
  const place: Place = { where: 'named output', wrap: (secret) => secret, name: 'admin_password' };
  const { heat_stacks, state } = documents(place, 'QXZJKWQXZJ');
  const stages = {
    heat_stacks: { value: heat_stacks, rev: 1 },
    job_state: { value: '{}', rev: 2 },
    state: { value: state('1'), rev: 3 },
  };
  const judged = judgeSnapshot(sample.snapshotOf(stages), {});
  const shown = maskShow({ source: sample.SOURCE, resources: [judged], failures: [] }, USUAL_SECRETS);
  const json = JSON.parse(showJson(shown, { asList: false }));
  assert.equal(json.stages.heat_stacks.raw, null);
  assert.equal(json.stages.heat_stacks.masked, true);
  assert.equal(json.stages.heat_stacks.document.output[1].output_value, '********');
  assert.equal(JSON.parse(json.stages.state.document.state.heat_outputs)[1].output_value, '********');
  assert.equal(json.stages.job_state.raw, '{}');
  assert.equal('masked' in json.stages.job_state, false);
  assert.equal(maskedKey(shown), judged.snapshot.stages.heat_stacks?.key);
});
