import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { showJson } from '../../src/commands/show/views/json.ts';
import { rawShow } from '../../src/commands/show/views/raw.ts';
import { verifyJson } from '../../src/commands/verify/formats/json.ts';
import { jsonText } from '../../src/drawing/json-text.ts';
import type { Judged } from '../../src/judging/results.ts';
import { NumberText } from '../../src/stages/json.ts';
import { readJsonText } from '../../src/stages/json-read.ts';
import { compactJson } from '../../src/stages/json-write.ts';
import * as sample from '../support/data/samples.ts';

function shown(judged: Judged) {
  return JSON.parse(showJson(sample.showOf(judged), { asList: false }));
}

test('show has the fields of the contract', () => {
  const judged = sample.abandoned();
  const json = shown(judged);
  assert.deepEqual(Object.keys(json), [
    'schema_version',
    'source',
    'resource',
    'schema_path',
    'id',
    'verdict',
    'evidence',
    'suspects',
    'reason',
    'findings',
    'next',
    'stages',
    'context',
  ]);
  assert.deepEqual(json.source, {
    kind: 'etcd',
    context: 'prod',
    cluster_id: '48276a8f75b6a87',
    endpoints: ['http://etcd1:2379'],
    revision: 4711,
  });
  assert.deepEqual(json.findings, judged.findings);
  assert.deepEqual(json.stages.job_state, {
    key: `/esi-worker/job_state/v2.0/ports/${sample.PORT.id}`,
    present: true,
    mod_revision: 4610,
    create_revision: 4610,
    version: 1,
    written: null,
    raw: '{}',
    document: {},
  });
  assert.equal(json.stages.heat_stacks.document.stack_status, 'UPDATE_COMPLETE');
  assert.deepEqual(json.context.config, {
    key: `/config/v2.0/ports/${sample.PORT.id}`,
    mod_revision: 4601,
    version: 2,
    marked_for_deletion: false,
  });
});

test('what is absent is null, what is malformed has no document', () => {
  const { stages } = shown(sample.malformed());
  const absent = {
    key: null,
    present: false,
    mod_revision: null,
    create_revision: null,
    version: null,
    written: null,
  };
  assert.deepEqual(stages.job_state, { ...absent, raw: null, document: null });
  assert.equal(stages.state.document, null);
  assert.equal(stages.state.raw.length, 400);
});

test('bytes that are no UTF-8 come in base64', () => {
  const value = Uint8Array.of(0x7b, 0xff, 0x00);
  const { stages } = shown(sample.judged(sample.snapshotOf({ state: { value, rev: 1 } })));
  assert.equal(stages.state.raw, null);
  assert.deepEqual(Buffer.from(stages.state.raw_base64, 'base64'), Buffer.from(value));
});

test('jobs are told key by key', () => {
  const [, working] = shown(sample.inFlight()).context.jobs;
  assert.deepEqual(working, {
    key: `/jobs/working/modify:heat_worker:port:${sample.PORT.id}:3:bq4tq`,
    folder: 'working',
    action: 'modify',
    handler: 'heat_worker',
    type: 'port',
    version: 3,
    mod_revision: 4702,
    lease_seconds_left: 43,
  });
});

test('several names make a list, also of one', () => {
  const result = sample.showOf(sample.settled());
  assert.equal(JSON.parse(showJson(result, { asList: true })).length, 1);
  assert.equal(showJson(sample.showOf(), { asList: true }), '[]\n');
  assert.equal(showJson(sample.showOf(), { asList: false }), '');
});

test('verify has the fields of the contract', () => {
  const { snapshot, ...judgement } = sample.abandoned();
  const resources = [sample.verified({ snapshot, ...judgement })];
  const counts = { resources: 117, healthy: 116, in_flight: 0, broken: 1 };
  const verdicts = { settled: 67, stackless: 49, broken: 1 };
  const summary = sample.summaryFor(resources, { ...counts, verdicts });
  const { context: _, ...source } = sample.SOURCE;
  const json = JSON.parse(verifyJson({ source, summary, resources, failures: [], notes: ['n'] }));
  assert.deepEqual(json.summary, {
    ...counts,
    ...{ broken_open: 1, broken_known: 0, baselined: 0, verdicts },
    findings: { error: 3, warning: 0, info: 0 },
    rules: ['abandoned-job', 'outputs-differ', 'status-mismatch'].map((rule) => {
      return { rule, severity: 'error', count: 1, baselined: 0 };
    }),
  });
  assert.equal(json.source.context, null);
  assert.deepEqual(json.notes, ['n']);
  const name = { resource: `v2.0/ports/${sample.PORT.id}`, schema_path: 'v2.0/ports', id: sample.PORT.id };
  const mod_revisions = { heat_stacks: 4630, job_state: 4610, state: 308 };
  const next = {
    command: ['esi-state', 'show', 'ports/ddc14be4'],
    why: 'what is wrong, and what to do',
  };
  assert.deepEqual(json.resources, [{ ...name, ...judgement, mod_revisions, next }]);
});

test('numbers keep their text, and hostile keys are plain keys', () => {
  const text = '{"a": 1.0, "b": 9007199254740993, "c": 1e400, "__proto__": {"2": -0, "1": []}, "d": {}}';
  const value = `{"state": ${text}}`;
  const output = showJson(sample.showOf(sample.judged(sample.snapshotOf({ state: { value, rev: 1 } }))), {
    asList: false,
  });
  assert.ok(output.includes('"a": 1.0,'));
  assert.ok(output.includes('"b": 9007199254740993,'));
  assert.ok(output.includes('"c": 1e400,'));
  assert.match(output, /"__proto__": \{\n +"2": -0,\n +"1": \[\]\n/);
});

test('JSON text is what was put in, with nothing live in it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const reading = readJsonText(JSON.stringify({ value, text }));
      assert.ok('value' in reading);
      const printed = jsonText(reading.value);
      const again = readJsonText(printed);
      assert.ok('value' in again);
      assert.equal(compactJson(again.value), compactJson(reading.value));
      assert.doesNotMatch(printed, /[\p{Cc}\p{Cf}\p{Cs}](?<!\n)|\p{Zl}|\p{Zp}/u);
    }),
  );
});

test('lists, empty things and absent fields', () => {
  const value = { a: [1, [], {}], b: undefined, c: null, d: new NumberText('1.50'), e: 12n, f: '\ud800' };
  assert.equal(
    jsonText(value),
    '{\n  "a": [\n    1,\n    [],\n    {}\n  ],\n  "c": null,\n  "d": 1.50,\n  "e": 12,\n  "f": "\\ud800"\n}\n',
  );
});

test('raw gives the stored bytes, and escapes them on a terminal', () => {
  const heat = Uint8Array.of(0xff, 0x1b, 0x0a);
  const stages = { heat_stacks: { value: heat, rev: 1 }, state: { value: '{"é": "\u001b"}', rev: 2 } };
  const result = sample.showOf(sample.judged(sample.snapshotOf(stages)));
  const name = `v2.0/ports/${sample.PORT.id}`;
  const head = Buffer.from(`/esi-worker/heat_stacks/${name}\n`);
  const rest = Buffer.from(`\n/state/${name}\n{"é": "\u001b"}\n`);
  assert.deepEqual(Buffer.from(rawShow(result, { live: true })), Buffer.concat([head, heat, rest]));
  assert.equal(
    Buffer.from(rawShow(result, { live: false })).toString(),
    `${head}\\xff\\x1b\\x0a\n/state/${name}\n{"é": "\\x1b"}\n`,
  );
});
