/** A rule that may find something in resources at rest is asked for each of them, though no other one is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeSnapshot, quickLook } from '../../src/judging/judging.ts';
import type { Snapshot } from '../../src/stages/snapshot.ts';
import { configAt, HEAT_STACKS, KEYS, STATE } from '../support/data/port.ts';
import { Memory } from '../support/run/memory.ts';

const judging = { severities: { 'non-canonical': 'warning' } } as const;

function atRest(heatStacks: string): Snapshot {
  const memory = new Memory();
  memory.write({ put: KEYS.config, value: configAt(2) });
  memory.write({ put: KEYS.heat_stacks, value: heatStacks });
  memory.write({ put: KEYS.state, value: STATE });
  const [snapshot] = memory.snapshots();
  assert.ok(snapshot !== undefined);
  return snapshot;
}

test('what such a rule finds nothing in stays at rest', () => {
  assert.equal(quickLook(judging)(atRest(HEAT_STACKS)), 'settled');
});

test('what it finds something in is judged by all rules', () => {
  const odd = atRest(HEAT_STACKS.replace('"status_reason": "S', '"status_reason": "\\u0053'));
  assert.equal(quickLook({})(odd), 'settled');
  assert.equal(quickLook(judging)(odd), undefined);
  const { verdict, findings } = judgeSnapshot(odd, judging);
  assert.deepEqual([verdict, findings.map(({ rule }) => rule)], ['settled', ['non-canonical']]);
});
