/**
 * `npm run bench:find`: `list` beside `verify --all` of the same system, in turn in one run. To find what a ticket names
 * may take 1.3 times as long as `verify --all`, and no more memory: nearly all that it meets is not it.
 * Options: `--resources N`, `--rounds N`, `--all` (also lists everything, which is to be written too).
 */
import { parseArgs } from 'node:util';
import { environmentFor } from '../demo/tool.ts';
import { type Cost, runChild } from './child.ts';
import { CHECKOUT, inRounds, median, medianRatio } from './rounds.ts';
import { PORTS, uuidOf } from './system.ts';
import { startFilled, stopFilled } from './whole-runs.ts';

const { values } = parseArgs({
  options: {
    resources: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    all: { type: 'boolean', default: false },
  },
});
const resources = Number(values.resources);
const one = uuidOf(`${PORTS.path}0`);

const CANDIDATES = [
  ['verify', '--all'],
  // Its ID is in its name, too, and in an output of it.
  ['list', '--match', one.toUpperCase()],
  ['list', '--verdict', 'broken'],
  ['list', '-o', 'name'],
  ...(values.all ? [['list', '-o', 'ndjson'], ['list', '-o', 'json'], ['list']] : []),
];

const filled = await startFilled(resources);
try {
  const env = environmentFor(filled.etcd.endpoint);
  const run = (args: readonly string[]) =>
    runChild({ file: process.execPath, args: [`${CHECKOUT}/bin/esi-state.js`, ...args], env });
  await run(CANDIDATES[0] ?? []);
  const costs: Cost[][] = await inRounds(CANDIDATES, Number(values.rounds), run);
  const times = costs.map((some) => some.map(({ ms }) => ms));
  for (const [i, args] of CANDIDATES.entries()) {
    const peak = median((costs[i] ?? []).map(({ peakMiB = 0 }) => peakMiB));
    const ratio = medianRatio(times[i] ?? [], times[0] ?? []);
    process.stdout.write(
      `${args.join(' ').padEnd(48)} ${median(times[i] ?? [])
        .toFixed(0)
        .padStart(6)} ms  ×${ratio.toFixed(2)}  ${peak.toFixed(0)} MiB\n`,
    );
  }
} finally {
  await stopFilled(filled);
}
