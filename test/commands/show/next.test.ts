import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextCommand } from '../../../src/commands/show/views/next.ts';
import type { Judged } from '../../../src/judging/results.ts';
import { readResource } from '../../../src/stages/resource.ts';
import { argvOf } from '../../../src/suggestion.ts';
import * as sample from '../../support/samples.ts';

function next(judged: Judged, full = false): string {
  const suggestion = nextCommand(judged, readResource(judged.snapshot), full);
  assert.ok('program' in suggestion);
  return argvOf(suggestion).join(' ');
}

const STACK = `openstack stack show port_${sample.PORT.id}`;

test('what to type next follows from the verdict', () => {
  assert.equal(next(sample.settled()), 'esi-state show ports/ddc14be4 --full');
  assert.equal(next(sample.settled(), true), 'esi-state verify --all');
  assert.equal(next(sample.stackless()), 'esi-state show quotas/default --full');
  assert.equal(next(sample.inFlight()), 'esi-state show ports/ddc14be4');
  assert.equal(next(sample.failed()), STACK);
  assert.equal(next(sample.abandoned()), 'esi-state repair ports/ddc14be4 --dry-run');
});

test('where heat_stacks is suspected, or nobody is, Heat is asked', () => {
  assert.equal(next({ ...sample.abandoned(), suspects: ['heat_stacks'] }), STACK);
  assert.equal(next({ ...sample.abandoned(), suspects: [] }), STACK);
});

test('no repair is proposed where it would be refused', () => {
  const atWork = { ...sample.malformed(), evidence: sample.inFlight().evidence };
  assert.equal(next(atWork), 'esi-state show ports/ddc14be4');
  const { snapshot } = sample.abandoned();
  const config = sample.snapshotOf({}, { config: { version: 2, rev: 4601, marked: true } }).config;
  assert.ok(config !== undefined);
  assert.equal(next({ ...sample.abandoned(), snapshot: { ...snapshot, config } }), STACK);
});

test('a {} of which Heat reported nothing yet is a question for Heat', () => {
  const stages = {
    heat_stacks: { value: sample.heatStacks([]), rev: 10 },
    job_state: { value: '{}', rev: 20 },
    state: { value: sample.state([]), rev: 12 },
  };
  const { snapshot: _, ...judgement } = sample.abandoned();
  assert.equal(next(sample.judged(sample.snapshotOf(stages), judgement)), STACK);
});

test('without any stage to trust, everything and then the bytes', () => {
  const stages = { heat_stacks: { value: '{', rev: 1 }, state: { value: sample.state([]), rev: 2 } };
  const judged = sample.judged(sample.snapshotOf(stages), { verdict: 'broken', suspects: ['heat_stacks'] });
  assert.equal(next(judged), 'esi-state show ports/ddc14be4 --full');
  assert.equal(next(judged, true), 'esi-state show ports/ddc14be4 --raw');
});
