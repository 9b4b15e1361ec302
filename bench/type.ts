/**
 * `npm run bench:type`: `verify ports/` beside `verify --all` of the same system, in turn in one run. A type is a range of
 * the scan: it may take 1.2 times its share of the time, which is its share of the bytes.
 * Options: `--resources N` (a little more than a third are ports), `--rounds N`.
 */
import { parseArgs } from 'node:util';
import { environmentFor } from '../demo/tool.ts';
import { type Command, type Cost, runChild } from './child.ts';
import { CHECKOUT } from './rounds.ts';
import { madeKeys } from './system.ts';
import { startFilled, stopFilled } from './whole-runs.ts';

const { values } = parseArgs({
  options: {
    resources: { type: 'string', default: '142860' },
    rounds: { type: 'string', default: '5' },
  },
});
const resources = Number(values.resources);

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const told = (costs: Cost[]) =>
  `${median(costs.map(({ ms }) => ms)).toFixed(0)} ms, ${median(costs.map(({ peakMiB = 0 }) => peakMiB)).toFixed(0)} MiB`;

let [bytes, ofPorts, ports] = [0, 0, 0];
for (const { key, value } of madeKeys(resources)) {
  bytes += key.length + value.length;
  if (key.includes('/v2.0/ports/')) ofPorts += key.length + value.length;
  if (key.startsWith('/state/v2.0/ports/')) ports++;
}
const share = ofPorts / bytes;

const filled = await startFilled(resources);
try {
  const run = (...args: string[]): Command => ({
    file: process.execPath,
    args: [`${CHECKOUT}/bin/esi-state.js`, 'verify', ...args],
    env: environmentFor(filled.etcd.endpoint),
  });
  const [all, type]: [Cost[], Cost[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    all.push(await runChild(run('--all')));
    type.push(await runChild(run('ports/')));
  }
  const ratio = median(type.map(({ ms }) => ms)) / median(all.map(({ ms }) => ms));
  const cpu = (costs: Cost[]) => median(costs.map(({ cpuMs = 0 }) => cpuMs));
  process.stdout.write(
    `verify --all of ${resources} resources: ${told(all)}\n` +
      `verify ports/ of ${ports} ports:      ${told(type)}\n` +
      `${ratio.toFixed(2)} of the time, ${share.toFixed(2)} of the bytes: ${(ratio / share).toFixed(2)} of its share (at most 1.2)\n` +
      `processor time: ${cpu(type).toFixed(0)} ms of ${cpu(all).toFixed(0)} ms, ${(cpu(type) / cpu(all) / share).toFixed(2)} of its share\n`,
  );
} finally {
  await stopFilled(filled);
}
