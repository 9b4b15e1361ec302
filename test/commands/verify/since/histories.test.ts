/** An incremental run says what a full one says, whatever happened in between. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Etcd3 } from 'etcd3';
import type { SinceResult } from '../../../../src/commands/verify/since/conclude.ts';
import type { SinceOptions } from '../../../../src/commands/verify/since/start-run.ts';
import { verifySince } from '../../../../src/commands/verify/since/verify-since.ts';
import { verifyAll } from '../../../../src/commands/verify/verify.ts';
import type { Context } from '../../../../src/judging/judging.ts';
import type { Source } from '../../../../src/store/source.ts';
import { anyResources, type History, newHistory } from '../../../support/generators/histories.ts';
import { below, pick, type Random, seeded } from '../../../support/generators/random.ts';
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
/** For compactions, which a source does not offer. */
let raw: Etcd3;
let folder: TestFolder;
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

/** More of them, or again from a seed that failed: `HISTORIES=200 SEED=4711 npm test -- since-histories`. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 8);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

test(`${HISTORIES} random histories from seed ${seed}`, async () => {
  const tally = { watched: 0, compared: 0, incremental: 0, listed: 0 };
  for (let i = 0; i < HISTORIES; i++) await liveThrough(`seed ${seed + i}`, seeded(seed + i), tally);
  assert.ok(tally.compared >= 12 * HISTORIES, `${tally.compared} comparisons`);
  // Full runs agree with themselves: most must have been the other kind, and not of nothing.
  assert.ok(
    tally.incremental > 0.6 * tally.compared,
    `${tally.incremental} of ${tally.compared} incremental`,
  );
  assert.ok(
    tally.watched > 0.2 * tally.incremental && tally.watched < 0.8 * tally.incremental,
    `${tally.watched} of ${tally.incremental} watched`,
  );
  assert.ok(tally.listed > tally.compared, `${tally.listed} resources listed`);
});

/** Counts what was told by a watch. */
function watched(source: Source, seen: Seen): Source {
  const changesBetween = async (first: number, last: number) => {
    const changes = await source.changesBetween(first, last);
    if (changes !== undefined) seen.watched++;
    return changes;
  };
  return { ...source, changesBetween };
}

/** As for a user who may not read every key. */
const unwatched = (source: Source): Source => ({ ...source, changesBetween: async () => undefined });

interface Seen {
  watched: number;
  compared: number;
  incremental: number;
  listed: number;
}

async function liveThrough(name: string, random: Random, seen: Seen): Promise<void> {
  await etcd.clear();
  const history = newHistory(etcd.source, anyResources(3 + below(random, 10), random), random);
  const file = folder.path(name);
  let minutes = 0;
  for (let alive = true; alive; minutes += below(random, 20)) {
    alive = await history.live(below(random, 20));
    for (let n = below(random, 3); n > 0; n--) await history.meddle();
    await compactSometimes(random);
    const options = sinceOptions(file, anyOptions(random, minutes));
    const context = contextOf(random() < 0.5 ? watched(etcd.source, seen) : unwatched(etcd.source));
    if (random() < 0.1) await disturbedRun(context, options, history);
    const result = await compare(`${name}, minute ${minutes}`, context, options);
    seen.compared++;
    seen.listed += result.resources.length;
    if (result.since.fullRun === null) seen.incremental++;
  }
}

function anyOptions(random: Random, minutes: number): Partial<SinceOptions> {
  return {
    now: minutesLater(minutes),
    failOn: random() < 0.9 ? 'error' : pick(random, ['warning', 'info']),
    settleMs: random() < 0.9 ? 0 : 1,
    ...(random() < 0.3 ? { minAgeMs: 10 * 60_000 } : {}),
    ...(random() < 0.3 ? { maxInFlightMs: 30 * 60_000 } : {}),
  };
}

async function compactSometimes(random: Random): Promise<void> {
  if (random() < 0.9) return;
  const { revision } = await etcd.source.read([{ from: '/', countOnly: true }]);
  await raw.kv.compact({ revision: String(revision - below(random, 15)) }).catch(() => undefined);
}

/** What is seen in it can't be compared; but the run after it must not be led astray. */
async function disturbedRun(context: Context, options: SinceOptions, history: History): Promise<void> {
  const mend = await history.breakOne();
  const run = verifySince(context, { ...options, settleMs: 12 });
  await sleep(8);
  await mend();
  for (let n = 0; n < 5; n++) await history.live(1);
  await run;
}

async function compare(where: string, context: Context, options: SinceOptions): Promise<SinceResult> {
  const full = await sameRunInFull(context, options);
  const result = await verifySince(context, options);
  assert.equal(told(result), told(full), `${where} (full run: ${result.since.fullRun})`);
  // What can't be is taken for another history: a full run would hide that the file was wrong.
  assert.doesNotMatch(result.since.fullRun ?? '', /not the same history/, where);
  const [left, left2] = [contentOf(options.file), contentOf(`${options.file}.full`)];
  assert.deepEqual(sorted(left.quiet), sorted(left2.quiet), where);
  assert.deepEqual(openIn(left), openIn(left2), where);
  const plain = await verifyAll(context, options);
  assert.deepEqual(verdicts(result), verdicts(plain), where);
  assert.deepEqual(result.summary.verdicts, plain.summary.verdicts, where);
  return result;
}

function openIn({ open }: ReturnType<typeof contentOf>) {
  return [...open].sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

function sorted({ verdicts, findings }: ReturnType<typeof contentOf>['quiet']) {
  return [Object.entries(verdicts).sort(), Object.entries(findings).sort()];
}

function verdicts({ resources }: Pick<SinceResult, 'resources'>) {
  return resources.map(({ ref, verdict, suspects, evidence }) => ({ ref, verdict, suspects, evidence }));
}
