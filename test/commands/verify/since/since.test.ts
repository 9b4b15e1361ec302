/** Runs with `--since`: each reason to read everything, and what is known since when. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Etcd3 } from 'etcd3';
import type { SinceResult } from '../../../../src/commands/verify/since/conclude.ts';
import { encodeSince } from '../../../../src/commands/verify/since/file.ts';
import type { SinceOptions } from '../../../../src/commands/verify/since/start-run.ts';
import { verifySince } from '../../../../src/commands/verify/since/verify-since.ts';
import { UsageError } from '../../../../src/errors.ts';
import type { Source } from '../../../../src/store/source.ts';
import {
  CHANGED_STATE,
  configAt,
  HEAT_STACKS,
  KEYS,
  PORT_ID,
  putPort,
  STACKLESS,
  STATE,
} from '../../../support/data/port.ts';
import { type TestEtcd, testEtcd } from '../../../support/run/etcd.ts';
import {
  contentOf,
  contextOf,
  minutesLater,
  sameRunInFull,
  sinceOptions,
  type TestFolder,
  testFolder,
  told,
} from '../../../support/run/since.ts';

let etcd: TestEtcd;
let raw: Etcd3;
let folder: TestFolder;
let file: string;
let runs = 0;
before(async () => {
  etcd = await testEtcd();
  raw = new Etcd3({ hosts: [...etcd.etcd.endpoints] });
  folder = testFolder();
});
after(async () => {
  raw.close();
  folder.remove();
  await etcd.stop();
});

beforeEach(async () => {
  file = folder.path(`since-${runs++}`);
  await etcd.clear();
  await putPort(etcd);
});
afterEach(() => {
  assert.deepEqual(
    readdirSync(folder.path('')).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

const run = (more: Partial<SinceOptions> = {}, source: Source = etcd.source) =>
  verifySince(contextOf(source), sinceOptions(file, more));

/** That it was a full one, for this reason, and said so. */
function assertFull({ since, notes }: SinceResult, reason: RegExp, known: 'known' | 'forgotten'): void {
  assert.match(since.fullRun ?? 'none', reason);
  assert.deepEqual(
    notes.filter((note) => note.startsWith('full run: ')),
    [`full run: ${since.fullRun}`],
  );
  assert.equal(since.revision === null, known === 'forgotten');
}

describe('a full run', () => {
  it('without a file, which it makes for its owner alone', async () => {
    assertFull(await run(), /^there was no .* yet$/, 'forgotten');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const next = await run();
    assert.equal(next.since.fullRun, null);
    assert.deepEqual(next.notes, []);
    assert.equal(next.summary.resources, 1);
  });

  const damages: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['an empty file', () => '', /is damaged: it is no JSON object/],
    ['a file cut short', (text) => text.slice(0, -20), /is damaged: it is no JSON object/],
    ['a number changed', (text) => text.replace('"settled":1', '"settled":2'), /is damaged: its digest/],
    [
      'another format',
      (text) => text.replace('"format_version":3', '"format_version":9'),
      /another format \(9\)/,
    ],
    ['something else', () => '[]', /is of another format/],
    ['fields missing', () => encodeSince({} as never), /is damaged: fields are missing/],
  ];
  for (const [name, damage, reason] of damages) {
    it(`after ${name}`, async () => {
      await run();
      writeFileSync(file, damage(readFileSync(file, 'utf8')));
      const result = await run();
      assertFull(result, reason, 'forgotten');
      assert.match(result.since.fullRun ?? '', /since when anything is known is lost/);
      assert.equal((await run()).since.fullRun, null, 'and the file is whole again');
    });
  }

  it('where much changed', async () => {
    await run();
    for (let i = 0; i < 600; i++) await etcd.put(`/state/v2.0/plans/${i}`, STACKLESS);
    const result = await run();
    assertFull(result, /^with 60\d resources to look at, reading everything is faster$/, 'known');
    assert.equal(result.summary.resources, 601);
  });

  it('after a compaction', async () => {
    await run();
    const revision = await etcd.put(KEYS.state, CHANGED_STATE);
    await raw.kv.compact({ revision: String(revision) });
    const result = await run();
    assertFull(result, /^revision \d+, that of the last run, was compacted away meanwhile$/, 'known');
    assert.equal(result.summary.broken, 1);
  });

  it('where the question is another one', async () => {
    const context = contextOf(etcd.source);
    await run();
    const prefixes = { ...context.prefixes, state: '/tokyo/state/' };
    assertFull(
      await verifySince({ ...context, prefixes }, sinceOptions(file)),
      /^the prefixes are others/,
      'forgotten',
    );
    await run();
    assertFull(await run({ failOn: 'info' }), /^--fail-on was error in the last run$/, 'known');
    assert.equal((await run({ failOn: 'error' })).since.fullRun, null);
    assertFull(await run({ listAll: true }), /^--list-all asks for every resource$/, 'known');
    assertFull(await run({ toolVersion: '2' }), /^the last run was by version 1$/, 'known');
    const judging = { severities: { 'no-config': 'error' } } as const;
    const set = await verifySince({ ...context, judging }, sinceOptions(file, { toolVersion: '2' }));
    assertFull(set, /^the rules are set otherwise/, 'known');
  });

  it('where /config became empty', async () => {
    await run();
    await etcd.remove(KEYS.config);
    assertFull(await run(), /^\/config became empty, or is no longer$/, 'known');
  });

  it('on another cluster', async () => {
    await run();
    assertFull(await run({}, claiming('0123')), /^another cluster: this is 0123/, 'forgotten');
  });
});

/** The same store, claiming another cluster ID, as two that were made from one snapshot claim the same. */
function claiming(clusterId: string, source: Source = etcd.source): Source {
  return { ...source, identity: async () => ({ ...(await source.identity()), clusterId }) };
}

describe('another history under the same cluster ID', () => {
  let restored: TestEtcd;
  before(async () => {
    restored = await testEtcd();
  });
  after(() => restored.stop());

  /** Both have the same writes up to here. */
  async function sameBeginning(): Promise<number> {
    const now = await etcd.put('/gohan/x', '');
    let at = (await restored.source.read([{ from: '/gohan/x', countOnly: true }])).revision;
    while (at < now - 4) at = await restored.put('/gohan/x', '');
    await restored.put(KEYS.config, configAt(2));
    await restored.put(KEYS.heat_stacks, HEAT_STACKS);
    await restored.put(KEYS.state, STATE);
    assert.equal(await restored.put('/gohan/x', ''), now);
    return now;
  }
  const runRestored = async () =>
    run({}, claiming((await etcd.source.identity()).clusterId, restored.source));

  it('with a lower revision', async () => {
    await sameBeginning();
    await etcd.put('/gohan/x', '');
    await run();
    assertFull(
      await runRestored(),
      /not the same history .*etcd is at revision \d+, the last run was at/,
      'forgotten',
    );
  });

  it('with another value at a known mod_revision', async () => {
    await sameBeginning();
    await etcd.put(KEYS.state, STATE);
    await run();
    await restored.put(KEYS.state, CHANGED_STATE);
    const result = await runRestored();
    assertFull(result, /not the same history .*\/state\/.* with another value/, 'forgotten');
    assert.equal(result.summary.broken, 1);
  });

  it('with a known key at another mod_revision', async () => {
    await sameBeginning();
    await etcd.put(KEYS.state, STATE);
    await run();
    await restored.put('/gohan/x', '');
    assertFull(
      await runRestored(),
      /not the same history .* was written at \d+, and now at \d+/,
      'forgotten',
    );
  });

  it('that wrote, where the known one did not, before the last run', async () => {
    await sameBeginning();
    for (let n = 0; n < 3; n++) await etcd.put('/gohan/x', '');
    await run();
    await restored.put('/state/v2.0/plans/1', STACKLESS);
    await restored.put('/gohan/x', '');
    await restored.put('/gohan/x', '');
    await restored.put('/gohan/x', '');
    const result = await runRestored();
    assertFull(result, /not the same history/, 'forgotten');
    assert.equal(result.summary.resources, 2);
  });

  it('that changed a value, where the known one did not, before the last run', async () => {
    await sameBeginning();
    await etcd.put('/state/v2.0/plans/1', STACKLESS);
    await restored.put('/state/v2.0/plans/1', STACKLESS);
    for (let n = 0; n < 3; n++) await etcd.put('/gohan/x', '');
    // More than the newest keys that are known exactly.
    await run();
    const content = contentOf(file);
    writeFileSync(file, encodeSince({ ...content, newest: content.newest.slice(0, 1) }));
    await restored.put(KEYS.state, CHANGED_STATE);
    for (let n = 0; n < 3; n++) await restored.put('/gohan/x', '');
    const result = await runRestored();
    assertFull(result, /not the same history .* was written after revision \d+/, 'forgotten');
    assert.equal(result.summary.broken, 1);
  });
});

describe('since when', () => {
  it('a finding is there, and what is young is a warning', async () => {
    await run();
    await etcd.put(KEYS.state, CHANGED_STATE);
    const at = (minutes: number) => run({ now: minutesLater(minutes), minAgeMs: 10 * 60_000 });
    const first = await at(5);
    assert.equal(first.since.fullRun, null);
    assert.deepEqual(first.summary.findings, { error: 0, warning: 1, info: 0 });
    assert.equal(first.resources[0]?.verdict, 'broken');
    assert.equal(first.resources[0]?.firstSeen, minutesLater(5).toISOString());
    assert.deepEqual((await at(14)).summary.findings, { error: 0, warning: 1, info: 0 });
    const grown = await at(15);
    assert.deepEqual(grown.summary.findings, { error: 1, warning: 0, info: 0 });
    assert.equal(grown.resources[0]?.findings[0]?.firstSeen, minutesLater(5).toISOString());
    await etcd.put(KEYS.state, STATE);
    assert.equal((await at(16)).summary.broken, 0);
    await etcd.put(KEYS.state, CHANGED_STATE);
    assert.equal((await at(17)).resources[0]?.firstSeen, minutesLater(17).toISOString(), 'it began again');
  });

  it('a clock that was put back makes nothing young for ever', async () => {
    await etcd.put(KEYS.state, CHANGED_STATE);
    await run({ now: minutesLater(60) });
    const result = await run({ now: minutesLater(0) });
    assert.equal(result.resources[0]?.firstSeen, minutesLater(0).toISOString());
  });

  it('a flight is there', async () => {
    await etcd.put(`/jobs/all/modify:heat_worker:port:${PORT_ID}:2:abcde`, '{}');
    const at = (minutes: number) => run({ now: minutesLater(minutes), maxInFlightMs: 60 * 60_000 });
    assert.deepEqual((await at(0)).summary.findings, { error: 0, warning: 0, info: 0 });
    await etcd.put(`/jobs/working/modify:heat_worker:port:${PORT_ID}:2:abcde`, '{}');
    assert.deepEqual((await at(60)).summary.findings, { error: 0, warning: 0, info: 0 });
    const late = await at(61);
    assert.equal(late.resources[0]?.verdict, 'in_flight');
    assert.equal(late.resources[0]?.firstSeen, minutesLater(0).toISOString());
    assert.deepEqual(
      late.resources[0]?.findings.map(({ rule }) => rule),
      ['long-in-flight'],
    );
    assert.match(
      late.resources[0]?.findings[0]?.message ?? '',
      /^in flight since 2026-03-01T00:00:00.000Z or longer: working/,
    );
  });

  it('/config is ahead without a job: from the second run on', async () => {
    await etcd.put(KEYS.config, configAt(3));
    assert.deepEqual((await run()).resources[0]?.findings, []);
    const second = await run({ now: minutesLater(5) });
    assert.equal(second.resources[0]?.verdict, 'in_flight');
    assert.deepEqual(
      second.resources[0]?.findings.map(({ rule }) => rule),
      ['config-not-applied'],
    );
    assert.equal(
      told(second),
      told(await sameRunInFull(contextOf(etcd.source), sinceOptions(file, { now: minutesLater(5) }))),
    );
  });
});

describe('a watch that tells what changed', () => {
  /** The answer, and how it was asked for. */
  async function withWatch(changesBetween: Source['changesBetween']) {
    let looked = 0;
    const read: Source['read'] = (ranges) => {
      if (ranges.some(({ minModRevision }) => minModRevision !== undefined)) looked++;
      return etcd.source.read(ranges);
    };
    const context = contextOf({ ...etcd.source, read, changesBetween });
    const full = await sameRunInFull(contextOf(etcd.source), sinceOptions(file));
    const result = await verifySince(context, sinceOptions(file));
    assert.equal(told(result), told(full));
    assert.equal(result.since.fullRun, null);
    return { looked, result };
  }

  it('is enough, where a resource came, another one went and one broke', async () => {
    await etcd.put('/state/v2.0/plans/abcd', STACKLESS);
    await etcd.put('/state/v2.0/plans/bcde', STACKLESS);
    await run();
    await etcd.put('/state/v2.0/plans/cdef', STACKLESS);
    await etcd.remove('/state/v2.0/plans/abcd');
    await etcd.put(KEYS.state, CHANGED_STATE);
    const { looked, result } = await withWatch(etcd.source.changesBetween);
    assert.equal(looked, 0);
    assert.equal(result.summary.broken, 1);
  });

  it('is not gone by where it leaves a deletion out', async () => {
    await etcd.put('/state/v2.0/plans/abcd', STACKLESS);
    await run();
    await etcd.remove('/state/v2.0/plans/abcd');
    const { looked } = await withWatch(async (first, last) =>
      (await etcd.source.changesBetween(first, last))?.filter(({ deleted }) => !deleted),
    );
    assert.ok(looked > 0);
  });
});

describe('a key that is not UTF-8', () => {
  const strange = (rest: string) => Buffer.from(`/state/v2.0/${rest}`, 'latin1');
  const putRaw = (key: Buffer, value: string) => raw.kv.put({ key, value: Buffer.from(value) });
  // What clears the store by names can't name these.
  afterEach(() => raw.kv.deleteRange({ key: Buffer.from('/state/'), range_end: Buffer.from('/state0') }));
  /** The full one first: it does not touch the file. */
  async function sameAsFull(): Promise<SinceResult> {
    const full = await sameRunInFull(contextOf(etcd.source), sinceOptions(file));
    const result = await run();
    assert.equal(told(result), told(full));
    return result;
  }

  it('is read by a full run where it matters, and else left alone', async () => {
    await putRaw(strange('pl\xffns/abcd'), STACKLESS);
    await putRaw(strange('plans/ab\xff'), STACKLESS);
    await run();
    assert.equal((await run()).since.fullRun, null, 'nothing moved');
    await etcd.put(KEYS.state, CHANGED_STATE);
    assert.equal((await sameAsFull()).since.fullRun, null, 'another one moved');
    await putRaw(strange('plans/ab\xff'), '{');
    assertFull(await sameAsFull(), /^a key that is not UTF-8 changed$/, 'known');
    await putRaw(strange('plans/ab\xff'), STACKLESS);
    await run();
    await etcd.put('/jobs/ready/modify:heat_worker:plan:abcd:2:abcde', '{}');
    const named = await sameAsFull();
    assertFull(named, /^a resource got a job, and a name is not UTF-8$/, 'known');
    assert.equal(named.summary.in_flight, 1);
    assertFull(await sameAsFull(), /^a key that is not UTF-8 was in flight or broken$/, 'known');
  });
});

describe('the file', () => {
  it('that can not be written is found before etcd is asked', async () => {
    const broken: Source = { ...etcd.source, read: () => assert.fail('etcd was asked') };
    for (const path of [folder.path('nowhere/since'), folder.path('')]) {
      await assert.rejects(verifySince(contextOf(broken), sinceOptions(path)), UsageError, path);
    }
  });

  it('that can not be written at the end does not take the verdicts away', async () => {
    const place = folder.path(`folder-${runs}`);
    await import('node:fs/promises').then(({ mkdir }) => mkdir(place));
    const removing: Source = {
      ...etcd.source,
      identity: async () => {
        await import('node:fs/promises').then(({ rm }) => rm(place, { recursive: true, force: true }));
        return etcd.source.identity();
      },
    };
    const result = await verifySince(contextOf(removing), sinceOptions(`${place}/since`));
    assert.equal(result.summary.resources, 1);
    assert.match(result.unsaved?.message ?? '', /could not be written: its folder says ENOENT/);
  });

  it('that can not be read is said', async () => {
    await run();
    if (process.getuid?.() === 0) return;
    chmodSync(file, 0);
    assertFull(await run(), /can't be read: EACCES/, 'forgotten');
  });

  it('is not made by a run that found nothing', async () => {
    await etcd.clear();
    await assert.rejects(run({ allowEmpty: false }), /no resource found/);
    assert.equal(existsSync(file), false);
  });
});
