/** `repair --all` killed at random moments: what is written is whole, and can be taken back. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { byPort, loadBrokenPorts, repairedPort } from '../support/data/broken-ports.ts';
import { seeded } from '../support/generators/random.ts';
import { esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { soaked } from '../support/run/soak.ts';

/** Three of each way in which a port can be broken: where a run is killed counts, not how much lies behind. */
const PORTS = soaked(12, 200);
const ROUNDS = soaked(6, 100);
const ALL = ['repair', '--all', '--yes', '--settle', '0', '--max', String(PORTS)];

describe('repair --all, killed', () => {
  let etcd: TestEtcd;
  let folder: string;
  const journal = () => join(folder, 'esi-state', 'journal');
  const env = () => ({ ...etcd.env, XDG_STATE_HOME: folder });
  const run = (...args: string[]) => esiState(args, { env: env() });
  const stored = async () => contents(await etcd.dump());

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(newFolder);
  after(() => rmSync(folder, { recursive: true, force: true }));

  function newFolder(): void {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), 'esi-state-killed-'));
  }

  async function loadAnew(): Promise<Record<string, string>> {
    newFolder();
    await etcd.clear();
    await loadBrokenPorts(etcd, PORTS);
    return stored();
  }

  function journalFiles(): string[] {
    try {
      return readdirSync(journal()).map((name) => join(journal(), name));
    } catch {
      return [];
    }
  }

  const journalBytes = () => journalFiles().reduce((sum, file) => sum + statSync(file).size, 0);

  /** At once where it has written so much to the journal already. */
  async function killAt(bytes: number): Promise<void> {
    let ended = false;
    const done = esiState(ALL, {
      env: env(),
      started: async (pid) => {
        while (!ended && journalBytes() < bytes) await sleep(1);
        if (!ended) process.kill(pid, 'SIGKILL');
      },
    });
    await done;
    ended = true;
  }

  /** The process is dead and etcd has long answered: nothing can still be under way. */
  function waitNoLonger(): void {
    for (const file of journalFiles())
      writeFileSync(file, readFileSync(file, 'utf8').replace(/"inFlightMs":\d+/g, '"inFlightMs":0'));
  }

  /** How many ports are as the repair leaves them; each of the others is as it was. */
  function countRepaired(before: Record<string, string>, now: Record<string, string>): number {
    const ports = byPort(now);
    return [...byPort(before)].filter(([name, old]) => {
      const port = ports.get(name);
      const repaired = isDeepStrictEqual(port, repairedPort(name, old));
      if (!repaired) assert.deepEqual(port, old);
      return repaired;
    }).length;
  }

  async function resolveAndUndo(): Promise<void> {
    // A record is whole once its line has ended.
    const [begun] = journalFiles().flatMap((file) => /^.*(?=\n)/.exec(readFileSync(file, 'utf8')) ?? []);
    waitNoLonger();
    const resolved = await run('journal', '--resolve', '-o', 'json');
    assert.equal(resolved.code, 0, resolved.stderr + resolved.stdout);
    // Those that were unknown, and no longer are.
    const { entries } = JSON.parse(resolved.stdout);
    assert.ok(entries.length <= 1, `${entries.length} were unknown`);
    if (begun === undefined) return;
    const undone = await run('undo', JSON.parse(begun).run, '--yes');
    assert.equal(undone.code, 0, undone.stderr + undone.stdout);
  }

  it(`each of ${PORTS} ports is wholly before or after, and undo gives the state before: ${ROUNDS} times`, async (t) => {
    const broken = await loadAnew();
    const whole = await run(...ALL);
    assert.equal(whole.code, 0, whole.stderr + whole.stdout);
    assert.equal(countRepaired(broken, await stored()), PORTS);
    const bytes = journalBytes();
    const random = seeded(6);
    const repaired: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = await loadAnew();
      await killAt(Math.floor(random() * bytes));
      repaired.push(countRepaired(before, await stored()));
      await resolveAndUndo();
      assert.deepEqual(await stored(), before);
    }
    t.diagnostic(`of ${PORTS} ports, repaired when killed: ${repaired.sort((a, b) => a - b).join(' ')}`);
  });
});
