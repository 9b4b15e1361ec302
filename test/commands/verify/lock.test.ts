/** The single-run lock, by real processes: held, given back, taken over from the dead. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { takeLock } from '../../../src/commands/verify/lock.ts';
import { StoreError, UsageError } from '../../../src/errors.ts';

const LOCK_MODULE = new URL('../../../src/commands/verify/lock.js', import.meta.url).href;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'esi-state-lock-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Takes the lock as a run does, says so, and works until it is ended or told to throw by a line. */
const RUN = `
const { withLock } = await import(process.argv[1]);
process.once('SIGINT', () => process.exit(130));
try {
  await withLock(process.argv[2], async () => {
    console.log('held');
    if (process.argv[3] === 'briefly') return;
    await new Promise((_, fail) => process.stdin.once('data', () => fail(new Error('told to'))));
  });
  console.log('done');
} catch (error) {
  console.log(error.message);
}
process.exit(0);
`;

interface Runner {
  readonly child: ChildProcess;
  readonly said: string;
}

async function startRun(path: string, ...more: string[]): Promise<Runner> {
  const args = ['--input-type=module', '-e', RUN, LOCK_MODULE, path, ...more];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: said.toString() };
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function refusal(path: string): StoreError {
  try {
    takeLock(path)();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  return assert.fail('the lock was free');
}

describe('a lock', () => {
  it('is held by one run, and the second is told by whom', async () => {
    const path = join(folder, 'held');
    const { child, said } = await startRun(path);
    assert.equal(said, 'held\n');
    assert.match(
      refusal(path).message,
      new RegExp(`${path} is held by process ${child.pid} on ${hostname()} since 2`),
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
    child.kill('SIGINT');
    assert.equal(await ended(child), 130);
    assert.equal(existsSync(path), false, 'given back on Ctrl-C');
  });

  it('is given back by a run that ends and by one that fails', async () => {
    const path = join(folder, 'given-back');
    await ended((await startRun(path, 'briefly')).child);
    assert.equal(existsSync(path), false);
    const { child } = await startRun(path);
    child.stdin?.write('fail\n');
    await ended(child);
    assert.equal(existsSync(path), false);
  });

  it('is taken over from a run that was killed', async () => {
    const path = join(folder, 'killed');
    const { child } = await startRun(path);
    child.kill('SIGKILL');
    await ended(child);
    assert.ok(existsSync(path));
    takeLock(path)();
    assert.equal(existsSync(path), false);
  });

  it('of a killed run is taken over by one of many', async () => {
    const path = join(folder, 'many');
    for (let round = 0; round < 3; round++) {
      const first = await startRun(path);
      first.child.kill('SIGKILL');
      await ended(first.child);
      const runs = await Promise.all(Array.from({ length: 8 }, () => startRun(path)));
      assert.equal(
        runs.filter(({ said }) => said === 'held\n').length,
        1,
        runs.map(({ said }) => said).join(''),
      );
      for (const { child, said } of runs) if (said === 'held\n') child.kill('SIGKILL');
      await Promise.all(runs.map(({ child }) => ended(child)));
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('many.')),
      [],
    );
  });

  it('is taken over where its number is another process now', () => {
    const path = join(folder, 'reused');
    const release = takeLock(path);
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    release();
    if (holder['process_start'] === undefined) return;
    writeFileSync(path, JSON.stringify({ ...holder, process_start: '1' }));
    takeLock(path)();
    writeFileSync(path, JSON.stringify({ ...holder, boot: 'another' }));
    takeLock(path)();
    assert.equal(existsSync(path), false);
  });

  it('of another host, or of nobody known, is respected', () => {
    const path = join(folder, 'foreign');
    writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', since: '2026-03-01T00:00:00.000Z' }));
    assert.match(refusal(path).message, /held by process 1 on elsewhere since 2026-03-01/);
    writeFileSync(path, 'mine');
    assert.match(refusal(path).message, /held by something that is no run of ours/);
    assert.match(refusal(path).hint ?? '', /remove that file/);
    assert.equal(readFileSync(path, 'utf8'), 'mine');
  });

  it('that somebody else made meanwhile is not removed', () => {
    const path = join(folder, 'replaced');
    const release = takeLock(path);
    writeFileSync(path, 'another run');
    release();
    assert.equal(readFileSync(path, 'utf8'), 'another run');
  });

  it('that can not be made is wrong usage', () => {
    assert.throws(() => takeLock(join(folder, 'nowhere', 'lock')), UsageError);
    assert.throws(() => takeLock(folder), UsageError);
  });
});
