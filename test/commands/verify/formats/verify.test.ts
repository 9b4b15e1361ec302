import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderVerify } from '../../../../src/commands/verify/formats/table.ts';
import type { VerifyResult } from '../../../../src/commands/verify/result.ts';
import type { Judged } from '../../../../src/judging/results.ts';
import * as sample from '../../../support/data/samples.ts';
import { fitsWidth } from '../../../support/run/pasted.ts';

const NARROW = { width: 80, colour: false, unicode: true };
const WIDE = { width: 200, colour: false, unicode: true };

function resultOf(listed: readonly Judged[], more: Partial<VerifyResult> = {}): VerifyResult {
  const broken = listed.filter(({ verdict }) => verdict === 'broken').length;
  const resources = listed.map(sample.verified);
  return {
    source: sample.SOURCE,
    summary: sample.summaryFor(resources, {
      resources: 117,
      healthy: 117 - broken,
      in_flight: 0,
      broken,
      verdicts: { settled: 67, stackless: 49 - broken, complete: 1, ...(broken > 0 ? { broken } : {}) },
      findings: { error: broken, warning: 0, info: 3 },
    }),
    resources,
    failures: [],
    notes: [],
    ...more,
  };
}

test('a clean run says so in words', () => {
  assert.equal(
    renderVerify(resultOf([]), NARROW),
    `verified   no inconsistencies in 117 resources at revision 4711 (67 settled, 49
           stackless, 1 complete)
findings   3 info
source     [prod]  revision 4711  cluster 48276a8f75b6a87  http://etcd1:2379
`,
  );
});

const NIGHT = [sample.failed(), sample.inFlight(), sample.abandoned(), sample.malformed()];

test('a bad night at 80 columns', () => {
  assert.equal(
    renderVerify(resultOf(NIGHT, { notes: ['nothing at all is stored under /x/'] }), NARROW),
    `NOTE       nothing at all is stored under /x/
BROKEN     v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c  abandoned-job +2
           suspect state, job_state  job_state is {}: a job began and no job is
           at work on it (+2 more)
BROKEN     v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c  malformed-document
           suspect state  state is no readable document, at byte 400: unfinished
           or unescaped string: the text ends
IN FLIGHT  v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c
           working since revision 4702, lease 43 s:
           modify:heat_worker:port:ddc14be4-3480-4e97-a978-817b18f9904c:3:bq4tq
FAILED     v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c  failed-job
           /state/orchestration_state: the last job failed: CREATE_FAILED

verified   2 broken of 117 resources at revision 4711 (67 settled, 47 stackless,
           1 complete)
findings   2 errors, 3 info
listed     4 of 117; healthy ones: --list-all
source     [prod]  revision 4711  cluster 48276a8f75b6a87  http://etcd1:2379
next       esi-state repair --all --dry-run
`,
  );
});

test('a bad night at 200 columns', () => {
  const lines = renderVerify(resultOf(NIGHT), WIDE).split('\n');
  assert.deepEqual(lines.slice(0, 3), [
    'verdict    resource                                         rule                suspect           where: what',
    'BROKEN     v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c  abandoned-job +2    state, job_state  job_state is {}: a job began and no job is at work on it (+2 more)',
    'BROKEN     v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c  malformed-document  state             state is no readable document, at byte 400: unfinished or unescaped string: the text ends',
  ]);
});

test('names that could not be checked are never passed over', () => {
  const failures = [{ name: 'ports/beef', message: 'no such resource' }];
  const text = renderVerify(resultOf([], { failures }), WIDE);
  assert.match(text, /no inconsistencies in 117 resources at revision 4711 .*; 1 name could not be checked/);
});

test('an empty store is not called consistent', () => {
  const summary = { ...resultOf([]).summary, resources: 0, healthy: 0, verdicts: {} };
  assert.match(
    renderVerify(resultOf([], { summary }), WIDE),
    /^verified {3}no resource was checked at revision 4711\n/,
  );
});

test('a list of all says nothing of more', () => {
  const text = renderVerify(resultOf(NIGHT), WIDE, { listAll: true });
  assert.match(text, /^listed {5}4 of 117$/m);
});

test('colour by verdict, and only where it is wanted', () => {
  const text = renderVerify(resultOf(NIGHT), { ...WIDE, colour: true });
  assert.match(text, /\u001b\[31m\u001b\[1mBROKEN/);
  assert.match(text, /\u001b\[36mIN FLIGHT/);
  assert.match(text, /\u001b\[33mFAILED/);
});

test('no line is wider than the screen, and nothing on it is live', () => {
  const any = fc.array(
    fc.record({
      id: fc.string({ unit: 'binary' }),
      message: fc.string({ unit: 'binary' }),
      path: fc.string(),
    }),
  );
  fc.assert(
    fc.property(any, fc.integer({ min: 40, max: 240 }), fc.boolean(), (found, width, unicode) => {
      const listed = found.map(({ id, message, path }) => {
        const snapshot = sample.snapshotOf({}, { ref: { schemaPath: 'v2.0/ports', id } });
        return sample.judged(snapshot, {
          verdict: 'broken',
          findings: [sample.finding('x', { message, path })],
        });
      });
      const text = renderVerify(resultOf(listed), { width, colour: false, unicode });
      assert.doesNotMatch(text, /[^\P{C}\n]|\p{Zl}|\p{Zp}/u);
      fitsWidth(text, width);
    }),
  );
});
