/**
 * `npm run bench:list`: processor time of what `verify --list` draws, of n, 2n and 4n resources, with names of several
 * lengths. What grows faster than its rows shows in the last column: 4 is as it should be.
 * Options: `--resources N`.
 */
import { parseArgs } from 'node:util';
import { verifyList } from '../src/commands/verify/formats/rows-table.ts';
import { newSections } from '../src/commands/verify/formats/sections.ts';
import type { VerifiedResource } from '../src/commands/verify/result.ts';
import { canvasFor } from '../src/drawing/frame.ts';

const { values } = parseArgs({ options: { resources: { type: 'string', default: '5000' } } });
const n = Number(values.resources);

function resource(i: number, length: number): VerifiedResource {
  const id = `${i}`.padStart(length, 'x');
  return {
    ref: { schemaPath: 'v2.0/ports', id },
    modRevisions: { heat_stacks: 1, job_state: null, state: 2 },
    ...{ verdict: 'broken', evidence: [], suspects: ['state'], reason: '' },
    findings: [
      {
        ...{ rule: 'outputs-differ', severity: 'error', stages: ['state'], path: `/state/heat_outputs/${i}` },
        ...{ message: 'differs', expected: '1', actual: '2' },
      },
    ],
  };
}

/** Milliseconds. */
function timeOf(count: number, length: number, width: number): number {
  const resources = Array.from({ length: count }, (_, i) => resource((i * 7919) % count, length));
  const before = process.cpuUsage();
  const { take, sections } = newSections(Number.POSITIVE_INFINITY);
  resources.forEach(take);
  const listed = sections().flatMap((section) => section.resources);
  verifyList(canvasFor({ width, colour: false, unicode: true }), listed);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (const width of [100, 200])
  for (const length of [36, 200, 2000]) {
    timeOf(n, length, width);
    const times = [n, 2 * n, 4 * n].map((count) => timeOf(count, length, width));
    const ratio = (times[2] ?? 0) / (times[0] ?? 1);
    const told = times.map((ms) => `${ms.toFixed(0)} ms`).join('  ');
    process.stdout.write(`width ${width}, names of ${length}: ${told}  ×${ratio.toFixed(1)}\n`);
  }
