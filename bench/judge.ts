/**
 * `npm run bench:judge`: processor time between an answer of etcd and the counts of a verify: decoding, merging,
 * judging, and the collector's part of it. The answers are made in memory, so that neither etcd nor a connection is in
 * the figures. Options: `--resources N`, `--rounds K`. The first round is what a run of the tool meets: nothing is
 * compiled yet.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { newRun } from '../src/commands/verify/verify-run.ts';
import { DEFAULT_PREFIXES } from '../src/stages/keys.ts';
import { decodeRanges } from '../src/store/etcd/decode-range.ts';
import { bytesField, messageField, numberField } from '../src/store/etcd/encode.ts';
import { KEYED_AREAS } from '../src/store/names/types.ts';
import { mergeByName } from '../src/store/scan/merge.ts';
import { DEFAULT_PACE, newPace } from '../src/store/scan/pace.ts';
import type { Source } from '../src/store/source.ts';
import { keepHeapSmall } from '../src/system/heap.ts';
import { type MadeKey, madeKeys } from './system.ts';

const PAGE = 2000;
const REVISION = 1_000_000;

const asked = () => Promise.reject(new Error('a resource that is not at rest was made'));
const NO_SOURCE: Source = {
  read: asked,
  identity: asked,
  leaseSecondsLeft: asked,
  changesBetween: asked,
  close: () => undefined,
};

const AREA_OF_NAME = new RegExp(`^(${KEYED_AREAS.map((area) => DEFAULT_PREFIXES[area]).join('|')})(.*)$`);

function nameOf(key: string): string {
  return AREA_OF_NAME.exec(key)?.[2] ?? key;
}

/** An answer to a transaction that reads all areas, as etcd writes it. */
function answerOf(keys: readonly MadeKey[]): Buffer {
  const ranges = KEYED_AREAS.map((area) => {
    const found = keys.filter(({ key }) => key.startsWith(DEFAULT_PREFIXES[area]));
    const messages = found.map(({ key, value }, n) => messageField(2, keyValue(key, value, n)));
    return messageField(3, messageField(1, Buffer.concat([...messages, numberField(4, found.length)])));
  });
  return Buffer.concat(ranges);
}

function keyValue(key: string, value: string, n: number): Buffer {
  const [created, modified, version] = [
    numberField(2, REVISION + n),
    numberField(3, REVISION + n),
    numberField(4, 1),
  ];
  return Buffer.concat([bytesField(1, key), created, modified, version, bytesField(5, value)]);
}

function madeAnswers(resources: number): Buffer[] {
  const byName = new Map<string, MadeKey[]>();
  for (const made of madeKeys(resources)) {
    const others = byName.get(nameOf(made.key));
    if (others === undefined) byName.set(nameOf(made.key), [made]);
    else others.push(made);
  }
  const names = [...byName.keys()].sort();
  return Array.from({ length: Math.ceil(names.length / PAGE) }, (_, i) =>
    answerOf(names.slice(i * PAGE, (i + 1) * PAGE).flatMap((name) => byName.get(name) ?? [])),
  );
}

type Step = 'decode' | 'merge' | 'judge';

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function round(answers: readonly Buffer[]): Promise<Record<Step | 'resources', number>> {
  const took = { decode: 0, merge: 0, judge: 0, resources: 0 };
  const options = { listAll: false, failOn: 'error', settleMs: 0, pace: newPace(DEFAULT_PACE) } as const;
  const run = newRun(
    { source: NO_SOURCE, prefixes: DEFAULT_PREFIXES, judging: {} },
    options,
    () => undefined,
  );
  let before = 0;
  const passed = (step: Step) => {
    const now = cpuMs();
    took[step] += now - before;
    before = now;
  };
  for (const answer of answers) {
    // As it comes: in memory of its own, which lies in the processor's cache.
    const page = Buffer.from(answer);
    before = cpuMs();
    const { value } = decodeRanges(page);
    passed('decode');
    const { snapshots } = mergeByName(value, DEFAULT_PREFIXES, {
      jobs: new Map(),
      configEmpty: false,
      revision: REVISION,
    });
    passed('merge');
    await run.take(snapshots);
    passed('judge');
  }
  took.resources = (await run.finish()).summary.healthy;
  return took;
}

const { values } = parseArgs({
  options: { resources: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '5' } },
});
keepHeapSmall();
let collectedMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collectedMs += duration;
}).observe({ entryTypes: ['gc'] });
/** Long enough for the collector's report. */
const PAUSE_MS = 50;
const answers = madeAnswers(Number(values.resources));
console.log(`node ${process.version}, ms for 100,000 resources; the collector's are in the others`);
for (let i = 0; i < Number(values.rounds); i++) {
  await sleep(PAUSE_MS);
  collectedMs = 0;
  const { resources, ...took } = await round(answers);
  await sleep(PAUSE_MS);
  const each = Object.entries({ ...took, collector: collectedMs });
  console.log(
    each.map(([step, ms]) => `${step} ${((ms * 100_000) / resources).toFixed(0).padStart(4)}`).join('   '),
  );
}
