/** Damaged, odd and forged plans and journals, given to the built tool: one line, a known code, and nothing is written. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { CHANGED_STATE, configAt, HEAT_STACKS, KEYS } from '../support/data/port.ts';
import { forgedJournals, forgedPlans, signed } from '../support/generators/forgeries.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const SAMPLE = { numRuns: 15, seed: 12 };
const ODD = [
  '',
  'null',
  '[]',
  '7',
  '{}',
  '"x"',
  '{"format": "esi-state plan", "format_version": 1}',
  '\ufeff{}',
];

describe('a file that is not what the tool wrote', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  let file: string;
  let stored: Record<string, string>;
  const env = (state: string) => ({ env: { ...etcd.env, XDG_STATE_HOME: folder.path(state) } });
  const repair = (...args: string[]) => esiState(['repair', ...args, '--settle', '0'], env('real'));
  const dump = async () => contents(await etcd.dump());

  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    file = folder.path('plan.json');
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
    stored = await dump();
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });

  /** A forgery may leave all that counts as it was (who did it, say): then it is no other plan or entry. */
  function isToldInOneLine({ code, stderr }: Ran, codes: readonly number[], what: string): void {
    assert.ok([0, ...codes].includes(code ?? -1), `${code}: ${what}\n${stderr}`);
    const told = stderr.split('\n').filter((line) => line.startsWith('error: '));
    assert.equal(told.length, code === 0 ? 0 : 1, `${what}\n${stderr}`);
  }

  it('as a plan: 2, or 5 where it was one', async () => {
    assert.equal((await repair('ddc14', '--plan-out', file)).code, 0);
    const plan = readFileSync(file, 'utf8');
    const foreign = JSON.parse(plan);
    Object.assign(foreign.plans[0].writes[0], { stage: 'config', key: KEYS.config });
    const texts = [...ODD, signed(foreign), plan.replace('"plans"', '"plans": [], "plans"')];
    const all = [...texts.map((text) => Buffer.from(text)), ...fc.sample(forgedPlans(plan), SAMPLE)];
    for (const bytes of all) {
      writeFileSync(file, bytes);
      isToldInOneLine(await repair('--apply', file, '--dry-run'), [2, 5], Buffer.from(bytes).toString());
      assert.deepEqual(await dump(), stored);
    }
  });

  it('as a journal: 5, or 4 where the entry is gone from it', async () => {
    assert.equal((await repair('ddc14', '--yes')).code, 0);
    const journal = folder.path('real/esi-state/journal');
    const text = readFileSync(`${journal}/${readdirSync(journal)[0]}`, 'utf8');
    const { id } = JSON.parse(text.split('\n')[0] ?? '');
    const repaired = await dump();
    mkdirSync(folder.path('odd/esi-state/journal'), { recursive: true });
    const lines = ODD.map((odd) => Buffer.from(`${odd}\n`));
    for (const bytes of [...lines, ...fc.sample(forgedJournals(text), SAMPLE)]) {
      writeFileSync(folder.path('odd/esi-state/journal/run-1.jsonl'), bytes);
      const undone = await esiState(['undo', id, '--dry-run'], env('odd'));
      isToldInOneLine(undone, [4, 5], Buffer.from(bytes).toString());
      assert.deepEqual(await dump(), repaired);
    }
  });
});
