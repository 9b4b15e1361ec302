/**
 * `npm run bench:escaped`: what the last tier of the quick look is for. Values with letters beyond ASCII, which Python's
 * writer escapes, can't be held against each other byte by byte. Processor time for a resource at rest: plain values by
 * their bytes, escaped ones by JavaScript's own parser (`judge/quick/by-value.ts`), and escaped ones by the rules alone.
 */

import { newQuickLook } from '../src/judge/quick/quick.ts';
import { heatStacks, output, outputsText, state } from '../src/judge/rules/example.ts';
import { judgeSnapshot } from '../src/judging/judging.ts';
import type { Entry, Snapshot } from '../src/stages/snapshot.ts';

const ROUNDS = 20_000;

function entry(text: string): Entry {
  const value = Buffer.from(text);
  return { key: '', value, modRevision: 2, createRevision: 2, version: 1, leaseId: '0' };
}

function atRest(text: string): Snapshot {
  const outputs = ['a', 'b', 'c', 'd'].map((key) => output(key, `${text} ${key}`));
  const stages = {
    heat_stacks: entry(heatStacks({ output: outputs })),
    state: entry(state({ heat_outputs: outputsText(...outputs) })),
  };
  return {
    ref: { schemaPath: 'v2.0/ports', id: 'ddc14be4' },
    stages,
    jobs: [],
    revision: 3,
    configEmpty: true,
  };
}

/** Microseconds of processor time for each. */
function cost(work: () => unknown): number {
  for (let i = 0; i < ROUNDS / 10; i++) work();
  const before = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ROUNDS;
}

const [plain, escaped] = [atRest('Cafe'), atRest('Café')];
const look = newQuickLook();
if (look(plain) === undefined || look(escaped) === undefined) throw new Error('they are not at rest');
console.log(`node ${process.version}, µs for each`);
for (let round = 0; round < 3; round++) {
  const bytes = cost(() => look(plain));
  const values = cost(() => look(escaped));
  const rules = cost(() => judgeSnapshot(escaped, {}));
  console.log(
    `by bytes ${bytes.toFixed(1)}   by values ${values.toFixed(1)}   by the rules ${rules.toFixed(1)}   ` +
      `rules / values ${(rules / values).toFixed(1)}`,
  );
}
