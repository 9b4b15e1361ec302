/** No screen shows what a program calls a value that is not there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { heatStacks, jobState, output, outputsText, state } from '../../src/judge/rules/example.ts';
import { exampleResource } from '../../src/judge/rules/example-resource.ts';
import type { Choices } from '../../src/repair/plan/case.ts';
import { NOTHING_SECRET } from '../../src/secrets/secret-keys.ts';
import type { Entry, Snapshot } from '../../src/stages/snapshot.ts';
import { cases } from '../support/run/cases.ts';
import { viewsOf } from '../support/run/views.ts';

const NO_WORDS = /\bundefined\b|\bNaN\b|\bInfinity\b|\[object |\bfunction\b/;

/** Unreadable, or of another kind than any stage. */
const STRANGE = ['{', '[]', '{}', '{"a": 1}', 'null', ''];
const UPDATED = { orchestration_state: 'UPDATE_COMPLETE', worker_state: 'MODIFY_COMPLETED' };
const FAILED = { orchestration_state: 'UPDATE_ERROR', worker_state: 'MODIFY_ERROR' };
const other = outputsText(output('fq_name'));

const heats = fc.option(
  fc.constantFrom(
    heatStacks(),
    heatStacks({ stack_status: 'UPDATE_COMPLETE' }),
    heatStacks({ stack_status: 'UPDATE_IN_PROGRESS' }),
    heatStacks({ stack_status: 'DELETE_COMPLETE', stack_id: '', output: [] }),
    heatStacks({ output: undefined, id: undefined }),
    heatStacks({ stack_status: 7, output: other }),
    ...STRANGE,
  ),
  { nil: undefined },
);
const jobStates = fc.option(
  fc.constantFrom(
    jobState(),
    jobState({ orchestration_state: 'UPDATE_COMPLETE' }),
    jobState({ orchestration_state: 'UPDATE_ERROR', heat_outputs: [], error: 'it broke' }),
    jobState({ orchestration_state: undefined }),
    jobState({ heat_outputs: other }),
    ...STRANGE,
  ),
  { nil: undefined },
);
const states = fc.option(
  fc.constantFrom(
    state(),
    state(UPDATED, { version: 2 }),
    state({ heat_outputs: other }),
    state({ heat_outputs: [output('fq_name')] }),
    state({}, { version: undefined }),
    state({}, { version: 'two', error: undefined }),
    state({}, { version: 9 }),
    state(FAILED, { error: 'it broke' }),
    state({ worker_state: 'READ_COMPLETE', heat_outputs: undefined, orchestration_state: undefined }),
    state({ orchestration_state: undefined, worker_state: undefined, heat_outputs: undefined }),
    ...STRANGE,
  ),
  { nil: undefined },
);
const configs = fc.option(
  fc.constantFrom(
    '{"body": "{}", "marked_for_deletion": false, "version": 2}',
    '{"body": "{}", "marked_for_deletion": false, "version": 1}',
    '{"body": "{}", "marked_for_deletion": true, "version": 2}',
    '{"body": 7}',
    ...STRANGE,
  ),
  { nil: undefined },
);
const revision = fc.integer({ min: 1, max: 30 });
const snapshots = fc
  .record({
    ...{ heat_stacks: heats, job_state: jobStates, state: states, config: configs },
    revisions: fc.record({ heat_stacks: revision, job_state: revision, state: revision, config: revision }),
    jobs: fc.constantFrom([], [], ['all'], ['finished'], ['all', 'working']),
  })
  .map(({ config, revisions, jobs, ...stages }) => {
    const there = Object.fromEntries(Object.entries(stages).filter(([, text]) => text !== undefined));
    const { snapshot } = exampleResource({
      ...{ title: '', finds: [], config: 1 },
      revisions,
      jobs,
      stages: there,
    });
    const { config: entry, ...without } = snapshot;
    return config === undefined || entry === undefined
      ? without
      : { ...snapshot, config: holding(entry, config) };
  });

function holding(entry: Entry, text: string): Entry {
  return { ...entry, value: Buffer.from(text) };
}

const stage = fc.constantFrom('heat_stacks' as const, 'job_state' as const, 'state' as const);
const choices: fc.Arbitrary<Choices> = fc.record(
  {
    ...{ from: stage, stage, stateVersion: fc.constantFrom(1n, 2n, 9n), dropUnknown: fc.boolean() },
    ...{ republish: fc.constantFrom(false, false, true), dead: fc.constant(true) },
  },
  { requiredKeys: [] },
);

/** All job keys that are there may be called dead. */
function withDead(snapshot: Snapshot, { dead, ...choice }: Choices & { readonly dead?: boolean }): Choices {
  return dead === true ? { ...choice, deadJobs: snapshot.jobs.map(({ key }) => key) } : choice;
}

test('whatever is stored and chosen, no text of any view tells of a value that is not there', () => {
  fc.assert(
    fc.property(snapshots, choices, (snapshot, choice) => {
      const { drawn, json } = viewsOf(snapshot, NOTHING_SECRET, withDead(snapshot, choice));
      const screen = { width: 200, colour: false, unicode: true };
      for (const text of [...drawn(screen), ...json]) assert.doesNotMatch(text, NO_WORDS);
    }),
    { numRuns: cases(500) },
  );
});
