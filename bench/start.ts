/**
 * `npm run bench:start`: how long the tool takes from nothing to its exit, against bare node. Each round runs all of
 * them, so that a machine that gets slower slows all; what counts is the median of the rounds' ratios.
 */

import { existsSync } from 'node:fs';
import { SEED_NAME, SYSTEM } from '../demo/system.ts';
import { environmentFor } from '../demo/tool.ts';
import { openWriter } from '../demo/writer.ts';
import { startEtcd } from '../tools/throwaway-etcd/etcd.ts';
import { type Candidate, CHECKOUT, type Measured, measure } from './rounds.ts';

const ROUNDS = 31;

/** At most so many times what else runs in the same round. */
const TARGETS: Readonly<Record<string, { readonly of: string; readonly most: number }>> = {
  help: { of: 'bare node', most: 2 },
  show: { of: 'etcd3 script', most: 1 },
};

/** The whole name of what `SEED_NAME` begins. */
const SEED_KEY = 'v2.0/ports/ddc14be4-3480-4e97-a978-817b18f9904c';

const tool = (...args: string[]) => ['bin/esi-state.js', ...args];

function candidates(): Candidate[] {
  return [
    { name: 'bare node', args: ['-e', '0'] },
    { name: 'version', args: tool('--version') },
    { name: 'help', args: tool('--help') },
    { name: 'etcd3 script', args: ['bench/etcd3-script.mjs', SEED_KEY] },
    { name: 'show', args: tool('show', SEED_NAME) },
    ...singleFile(),
  ];
}

/** What `npm run package` has made, where it has. */
function singleFile(): Candidate[] {
  const program = `${CHECKOUT}package/esi-state`;
  if (!existsSync(program)) return [];
  return [
    { name: 'single: version', program, args: ['--version'] },
    { name: 'single: show', program, args: ['show', SEED_NAME] },
  ];
}

function row(measured: Measured, all: readonly Measured[]): string {
  const { name, ms, ratio } = measured;
  const target = TARGETS[name];
  const verdict =
    target === undefined
      ? ''
      : `at most ${target.most} of ${target.of}: ${ratioOf(measured, all).toFixed(2)}, ${isMet(measured, all) ? 'met' : 'MISSED'}`;
  return [name.padEnd(16), ms.toFixed(1).padStart(8), ratio.toFixed(2).padStart(7), ` ${verdict}`]
    .join(' ')
    .trimEnd();
}

function ratioOf({ name, ratio }: Measured, all: readonly Measured[]): number {
  return ratio / (all.find((other) => other.name === TARGETS[name]?.of)?.ratio ?? 1);
}

function isMet(measured: Measured, all: readonly Measured[]): boolean {
  return ratioOf(measured, all) <= (TARGETS[measured.name]?.most ?? Infinity);
}

async function measureAll(): Promise<Measured[]> {
  const etcd = await startEtcd();
  try {
    const writer = openWriter(etcd.endpoint);
    for (const { writes } of SYSTEM) await writer.write(writes);
    writer.close();
    return await measure(candidates(), ROUNDS, environmentFor(etcd.endpoint));
  } finally {
    await etcd.stop();
  }
}

const measured = await measureAll();
console.log(`node ${process.version}, medians of ${ROUNDS} rounds`);
console.log(`${'what'.padEnd(16)} ${'ms'.padStart(8)} ${'ratio'.padStart(7)}  target`);
for (const one of measured) console.log(row(one, measured));
if (!measured.every((one) => isMet(one, measured))) process.exitCode = 1;
