/**
 * `npm run bench:compacted`: `repair --all --dry-run` of 40 broken ports, in one store with their past and in one where a
 * compaction has taken it away, in turn. That it is gone is learned once, so the second may take 1.5 times the first.
 * Options: `--resources N`, `--rounds N`.
 */
import { parseArgs } from 'node:util';
import { environmentFor } from '../demo/tool.ts';
import type { WritableSource, Write } from '../src/store/source.ts';
import { type Command, runChild } from './child.ts';
import { CHECKOUT, inRounds, median, medianRatio } from './rounds.ts';
import { PORTS, stackedKeys } from './system.ts';
import { type Filled, startFilled, stopFilled } from './whole-runs.ts';

const { values } = parseArgs({
  options: {
    resources: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
  },
});
const BROKEN = 40;

const put = (key: string, value: string): Write => ({
  put: key,
  value: Buffer.from(value),
  keepLease: false,
});

/** Each port in one of four ways: state changed, state lost, heat_stacks cut short, its worker dead. */
async function breakPort(source: WritableSource, n: number): Promise<void> {
  const [config, heat, state] = stackedKeys(PORTS, n);
  if (config === undefined || heat === undefined || state === undefined) throw new Error('a port has three');
  const changed = state.value.replace('output_0', 'output_x');
  const writes: readonly (readonly Write[])[] = [
    [put(state.key, changed)],
    [{ delete: state.key }],
    [put(heat.key, heat.value.slice(0, 100))],
    [put(heat.key.replace('heat_stacks', 'job_state'), '{}'), put(state.key, changed)],
  ];
  for (const write of writes[n % writes.length] ?? []) await source.commit([], [write]);
}

async function compact({ source, etcd: { endpoint } }: Filled): Promise<void> {
  const { revision } = await source.read([{ from: 'any', countOnly: true }]);
  const body = JSON.stringify({ revision: String(revision) });
  const { ok } = await fetch(`${endpoint}/v3/kv/compaction`, { method: 'POST', body });
  if (!ok) throw new Error('etcd did not compact');
}

/** A store with broken ports in it. */
async function brokenStore(): Promise<Filled> {
  const filled = await startFilled(Number(values.resources));
  for (let n = 0; n < BROKEN; n++) await breakPort(filled.source, n);
  return filled;
}

const dryRun = ({ etcd }: Filled): Command => ({
  file: process.execPath,
  args: [`${CHECKOUT}/bin/esi-state.js`, 'repair', '--all', '--dry-run', '--settle', '0'],
  env: environmentFor(etcd.endpoint),
  // Where the past is gone, some are refused.
  codes: [0, 5],
});

const stores = [await brokenStore(), await brokenStore()];
const [, second] = stores;
try {
  if (second !== undefined) await compact(second);
  for (const store of stores) await runChild(dryRun(store));
  const costs = await inRounds(stores, Number(values.rounds), (store) => runChild(dryRun(store)));
  const [whole = [], compacted = []] = costs.map((some) => some.map(({ ms }) => ms));
  process.stdout.write(
    `repair --all --dry-run of ${BROKEN} broken ports among ${values.resources} resources\n` +
      `${median(whole).toFixed(0)} ms; after a compaction ${median(compacted).toFixed(0)} ms: ` +
      `${medianRatio(compacted, whole).toFixed(2)} of that (at most 1.5)\n`,
  );
} finally {
  for (const store of stores) await stopFilled(store);
}
