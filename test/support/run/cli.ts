/** The built tool as an operator runs it: a child process, its output and its exit code. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: Buffer;
  readonly ms: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What comes on standard input; else it is closed. */
  readonly input?: string;
  /** A command that runs the one behind it. */
  readonly through?: readonly string[];
  /** Called with the child once it runs. */
  readonly started?: (pid: number) => void;
}

/** The checkout's root, above both the sources and what they are compiled to. */
export const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : rootAbove(dirname(folder));
}

export const BIN = join(ROOT, 'bin', 'esi-state.js');

/** Repairs must not fill the journal of whoever runs the tests. */
export const STATE_HOME = mkdtempSync(join(tmpdir(), 'esi-state-test-'));
process.on('exit', () => rmSync(STATE_HOME, { recursive: true, force: true }));

/**
 * Of all runs of this checkout's tests: since 22.8 Node keeps there what it compiled, and the next start costs less. That of
 * whoever runs the tests must not fill with what was compiled of every build.
 */
const CACHE_HOME = join(ROOT, '.cache', 'compiled');
mkdirSync(CACHE_HOME, { recursive: true, mode: 0o700 });

/** Nothing of the caller's own settings may leak in. */
const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(ETCDCTL_|ESI_STATE|NO_COLOR|FORCE_COLOR|COLUMNS|LC_|LANG)/.test(name),
  ),
);

export async function esiState(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const started = Date.now();
  const env = {
    ...CLEAN,
    ...{ LANG: 'C.UTF-8', XDG_STATE_HOME: STATE_HOME, XDG_CACHE_HOME: CACHE_HOME },
    ...options.env,
  };
  const [program = '', ...before] = [...(options.through ?? []), process.execPath];
  const child = spawn(program, [...before, BIN, ...args], { env, stdio: 'pipe' });
  options.started?.(child.pid ?? 0);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const bytes = Buffer.concat(out);
  return {
    code,
    stdout: bytes.toString(),
    stderr: Buffer.concat(err).toString(),
    bytes,
    ms: Date.now() - started,
  };
}
