/**
 * A process of its own that runs one etcd for a caller, and outlives the caller by just long enough to clean up. The
 * channel to the caller closes however the caller ends, kill -9 included; then etcd is killed and its folder removed.
 * etcd is a child of the keeper, so its process ID cannot be given to another process before the keeper knows.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FromKeeper, Job, ToKeeper } from './messages.ts';

/** Of a long log the first lines (what is wrong with the arguments) and the last are kept. */
const FIRST_LINES = 3;
const LOG_LINES = 18;
/** etcd reserves 128 MB for its write-ahead log, and containers often have no more than 64 MB of /dev/shm. */
const ROOM_BYTES = 2 * 1024 ** 3;
/** Logged once it has a leader and serves on ports of its own: embed/serve.go of etcd 3.4 and 3.5, zap logger. */
const READY = '"msg":"serving client traffic ';

/** Memory where there is plenty: etcd syncs every write to disk, and 3.4 cannot be told not to. */
function folderForData(): string {
  const memory = '/dev/shm';
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= ROOM_BYTES ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** The caller's own `ETCD_…` variables would configure this etcd as well. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ETCD_'));
  // etcd 3.4 refuses to start on other architectures than amd64 unless it is named here.
  return { ...Object.fromEntries(inherited), ETCD_UNSUPPORTED_ARCH: process.arch };
}

function tell(message: FromKeeper): void {
  // A caller that is gone is dealt with by 'disconnect'.
  if (process.connected) process.send?.(message, () => {});
}

function launch(job: Job, folder: string): ChildProcess {
  return spawn(job.binary, [...job.args, '--data-dir', folder], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Collects what etcd logs, and calls `onReady` with the line that says so. */
function readLog(etcd: ChildProcess, onReady: () => void): () => string {
  const lines: string[] = [];
  const read = (line: string) => {
    lines.push(line);
    if (lines.length > LOG_LINES) lines.splice(FIRST_LINES, 1);
    if (line.includes(READY)) onReady();
  };
  if (etcd.stderr !== null) createInterface({ input: etcd.stderr }).on('line', read);
  return () => lines.join('\n');
}

/** Resolves with how etcd ended, once all that it wrote has been read. */
function ending(etcd: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    etcd.once('error', (error) => resolve(`could not be started: ${error.message}`));
    etcd.once('close', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
  });
}

/** Tells the caller how etcd fares. */
function report(etcd: ChildProcess, ended: Promise<string>, folder: string, readyWithinMs: number): void {
  let ready = false;
  const log = readLog(etcd, () => {
    ready = true;
    clearTimeout(late);
    tell({ kind: 'ready', pid: etcd.pid ?? 0, folder });
  });
  const unready = (why: string) => tell({ kind: 'unready', why, log: log() });
  const late = setTimeout(() => unready(`was not ready within ${readyWithinMs} ms`), readyWithinMs);
  ended.then((how) => {
    clearTimeout(late);
    if (ready) tell({ kind: 'ended', how });
    else unready(how);
  });
}

/** A stop reaches one thread after the other, and those that still run may answer one more request. */
async function signalEtcd(etcd: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const delivered = etcd.kill(signal);
  while (delivered && signal === 'SIGSTOP' && runs(etcd)) await sleep(1);
  tell({ kind: 'signalled', delivered });
}

/** Whether a thread is not stopped (proc(5): state T); false where the system does not tell. */
function runs({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (exitCode !== null || signalCode !== null) return false;
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.some((task) => !/\) [TXZ] /.test(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8')));
  } catch {
    return false;
  }
}

function keep(job: Job): void {
  const folder = mkdtempSync(join(folderForData(), 'esi-state-etcd-'));
  const etcd = launch(job, folder);
  const ended = ending(etcd);
  report(etcd, ended, folder, job.readyWithinMs);

  const leave = async () => {
    // What it holds is thrown away: there is nothing that it would have to end in order.
    etcd.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    process.exit(0);
  };
  process.on('disconnect', leave);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
  process.on('message', (message: ToKeeper) => {
    if (message.kind === 'stop') leave();
    else signalEtcd(etcd, message.signal);
  });
}

keep(JSON.parse(process.argv[2] ?? '') as Job);
