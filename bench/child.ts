/** One child process, and what it cost. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from './rounds.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that are no failure; absent: 0 alone. */
  readonly codes?: readonly number[];
}

export interface Cost {
  readonly ms: number;
  /** Largest resident size; of the larger one, where the child has children. Absent where it can't be had here. */
  readonly peakMiB: number | undefined;
  /** Processor time of the child and its children. */
  readonly cpuMs: number | undefined;
}

const TIME = '/usr/bin/time';
const FORMAT = '%M %U %S';
/** Of GNU and busybox; BSD's has no formats. */
const hasTime = spawnSync(TIME, ['-f', FORMAT, '-o', '/dev/null', 'true']).status === 0;
const POLL_MS = 10;

/** How peak memory is had here, for whoever reads the figures. */
export const MEMORY_BY = hasTime ? `${TIME} -f %M` : `VmHWM in /proc, seen each ${POLL_MS} ms`;

/** Runs it to its end; what it prints is read and thrown away. Throws where it fails. */
export function runChild(command: Command): Promise<Cost> {
  return hasTime ? runTimed(command) : runPolled(command);
}

/** `getrusage` here would give one figure for all children; time has just this one, and tells of it. */
async function runTimed({ file, args, ...command }: Command): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-bench-'));
  const told = join(folder, 'time');
  try {
    const timed = ['-f', FORMAT, '-o', told, file, ...args];
    const ms = await runOnly({ file: TIME, args: timed, ...command });
    // Where it ended with another code than 0, a line before the figures says so.
    const figures = readFileSync(told, 'utf8').trim().split('\n').at(-1) ?? '';
    const [peak = 0, user = 0, system = 0] = figures.split(' ').map(Number);
    return { ms, peakMiB: peak / 1024, cpuMs: (user + system) * 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A child's own children are not seen, nor what it grows by between the last look and its end. */
async function runPolled(command: Command): Promise<Cost> {
  let peakMiB: number | undefined;
  const ms = await runOnly(command, (child) => {
    const timer = setInterval(() => {
      peakMiB = highWater(child.pid) ?? peakMiB;
    }, POLL_MS);
    child.once('exit', () => clearInterval(timer));
  });
  return { ms, peakMiB, cpuMs: undefined };
}

function highWater(pid: number | undefined): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}

/** Milliseconds from before its start until it has ended and all it printed is read. */
async function runOnly(
  { file, args, env, codes = [0] }: Command,
  watch: (child: ChildProcess) => void = () => undefined,
): Promise<number> {
  const start = process.hrtime.bigint();
  const child = spawn(file, args, { cwd: CHECKOUT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  watch(child);
  let complaint = '';
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (code === null || !codes.includes(code))
    throw new Error(`${file} ${args.join(' ')} ended with ${code ?? signal}: ${complaint}`);
  return ms;
}

/** Processor time that a process has used so far; undefined where there is no /proc. */
export function cpuMsOf(pid: number): number | undefined {
  try {
    // The second field is a name, which may hold spaces; the 14th and 15th are user and system time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_A_TICK;
  } catch {
    return undefined;
  }
}

/** Linux tells programs of a hundred ticks a second on all architectures that Node runs on. */
const MS_A_TICK = 10;
