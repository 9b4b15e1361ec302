/** Ctrl-C, SIGTERM and a lost session: each command ends with the signal's code, and a repair between two resources. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadBrokenPorts } from '../support/data/broken-ports.ts';
import { BIN, esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const SIGNALS = [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** How many repairs are begun when it comes: what is done on it does not depend on which signal it is. */
const MOMENTS = { SIGHUP: [1], SIGINT: [1, 3], SIGTERM: [2] } as const;

/** Every one of these waits for an etcd that accepts connections and says nothing; so none is done before the signal. */
const WAITING: readonly (readonly string[])[] = [
  ['show', 'ddc14be4'],
  ['verify', '--all'],
  ['verify', '--all', '-o', 'nagios'],
  ['verify', 'ddc14be4', '-o', 'ndjson'],
  ['repair', 'ddc14be4', '--yes'],
  ['repair', '--all', '--dry-run', '-o', 'json'],
  ['ping'],
];

let etcd: TestEtcd;
let folder: TestFolder;
before(async () => {
  etcd = await testEtcd();
  folder = testFolder();
});
after(async () => {
  await etcd.stop();
  folder.remove();
});

const environment = () => ({ ...etcd.env, XDG_STATE_HOME: folder.path('state') });

/** Until its handlers are there: Node has its own for the others from its start, that for SIGHUP (1) comes last. */
async function caught(pid: number): Promise<void> {
  for (;;) {
    const mask = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if ((BigInt(`0x${mask}`) & 1n) === 1n) return;
    await sleep(5);
  }
}

describe('each command ends with the code of the signal', () => {
  before(() => etcd.etcd.signal('SIGSTOP'));
  after(() => etcd.etcd.signal('SIGCONT'));

  // Which code a signal gives is decided by its name alone (`Ending`), and what a command does on it by the command: each of
  // both is here, and each signal with a command that reads and with one that could have begun to write.
  for (const [i, words] of WAITING.entries())
    for (const [signal, code] of i === 0 || words.includes('--yes')
      ? SIGNALS
      : SIGNALS.slice(i % 3, (i % 3) + 1))
      it(`${signal}: ${words.join(' ')}`, async () => {
        let sent: Promise<unknown> | undefined;
        const ran = await esiState([...words, '--command-timeout', '60s'], {
          env: environment(),
          started: (pid) => {
            sent = caught(pid).then(() => process.kill(pid, signal));
          },
        });
        await sent;
        assert.equal(ran.code, code, ran.stderr);
        assert.doesNotMatch(ran.stderr, /error|^ *at /m);
      });
});

describe('a repair', () => {
  beforeEach(async () => {
    await etcd.clear();
    await loadBrokenPorts(etcd, 8);
  });

  for (const [signal, code] of SIGNALS)
    it(`${signal} leaves no outcome unknown`, async () => {
      for (const entriesBegun of MOMENTS[signal]) {
        const log = folder.path(`journal-${signal}-${entriesBegun}`);
        let sent: Promise<void> | undefined;
        const ran = await esiState(REPAIR(log), {
          env: environment(),
          started: (pid) => {
            sent = begun(log, entriesBegun).then(() => {
              // Twice, as timeout(1) sends it: to the process, and to its group.
              process.kill(pid, signal);
              process.kill(pid, signal);
            });
          },
        });
        await sent;
        assert.equal(ran.code, code, ran.stderr);
        const outcomes = await outcomesIn(log);
        assert.ok(outcomes.length >= entriesBegun && outcomes.length < 8, `${outcomes.length} entries`);
        assert.deepEqual(new Set(outcomes), new Set(['written']));
        assert.equal([...ran.stdout.matchAll(/^done: /gm)].length, outcomes.length);
        assert.equal([...ran.stdout.matchAll(/^not begun: /gm)].length, 8 - outcomes.length);
        await etcd.clear();
        await loadBrokenPorts(etcd, 8);
      }
    });

  it('on a terminal that goes away, without a signal, finishes what is under way', async () => {
    const log = folder.path('journal-terminal');
    const lost = onLostTerminal(REPAIR(log), () => begun(log, 1));
    assert.equal(await lost, 129);
    const outcomes = await outcomesIn(log);
    assert.ok(outcomes.length < 8, `${outcomes.length} entries`);
    assert.deepEqual(new Set(outcomes), new Set(['written']));
  });

  it('on a terminal that goes away at the question, writes nothing', async () => {
    const log = folder.path('journal-question');
    const words = REPAIR(log).filter((word) => word !== '--yes');
    const lost = onLostTerminal(words, async (shown) => {
      while (!shown().includes('anything else stops: ')) await sleep(5);
    });
    assert.equal(await lost, 129);
    assert.deepEqual(await outcomesIn(log), []);
  });
});

const REPAIR = (log: string) => [
  ...['repair', '--all', '--yes', '--settle', '0', '--pause', '300ms', '--journal-dir', log],
];

/** The journal has as many entries of a run that is under way. */
async function begun(log: string, many: number): Promise<void> {
  const files = () => (existsSync(log) ? readdirSync(log).map((name) => join(log, name)) : []);
  const text = () =>
    files()
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
  while ((text().match(/"begin"/g)?.length ?? 0) < many) await sleep(2);
}

async function outcomesIn(log: string): Promise<string[]> {
  const { stdout } = await esiState(['journal', '--journal-dir', log, '-o', 'json']);
  return JSON.parse(stdout).entries.map(({ outcome }: { outcome: string }) => outcome);
}

/**
 * Runs it on a terminal of script(1), which is killed at `moment`; gives the exit code. A shell that does not mind stands
 * between, so that the program itself is sent no signal.
 */
async function onLostTerminal(
  words: readonly string[],
  moment: (shown: () => string) => Promise<void>,
): Promise<number> {
  const code = folder.path(`code-${words.length}`);
  const command = [process.execPath, BIN, ...words].map((word) => `'${word}'`).join(' ');
  const env = { PATH: process.env['PATH'] ?? '', ...environment() };
  const through = spawn('script', ['-qec', `trap '' HUP; ${command}; echo $? >'${code}'`, '/dev/null'], {
    env,
  });
  let shown = '';
  through.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  await moment(() => shown);
  through.kill('SIGKILL');
  await once(through, 'exit');
  while (!existsSync(code) || !readFileSync(code, 'utf8').endsWith('\n')) await sleep(5);
  return Number(readFileSync(code, 'utf8'));
}
