/** The built tool, as an operator runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Seen from `.build/demo`, where this runs. */
const TOOL = fileURLToPath(new URL('../../bin/esi-state.js', import.meta.url));

export interface Place {
  readonly endpoint: string;
  /** Ends what runs. */
  readonly quit: AbortSignal;
}

/** Runs it before the reader's eyes; gives the exit code. */
export async function watchTool(args: readonly string[], place: Place): Promise<number | null> {
  return exitOf(start(args, place, 'inherit'));
}

/** Runs it unseen; gives what it printed, whatever its exit code. */
export async function askTool(args: readonly string[], place: Place): Promise<string> {
  const child = start(args, place, 'pipe');
  const [printed] = await Promise.all([child.stdout === null ? '' : text(child.stdout), exitOf(child)]);
  return printed;
}

/** What the reader has set for a cluster of their own must neither matter here nor be reached from here. */
export function environmentFor(endpoint: string): NodeJS.ProcessEnv {
  const neutral = Object.entries(process.env).filter(([name]) => !/^(ETCDCTL|ESI_STATE)_/.test(name));
  // Below the null device there is no configuration file.
  return {
    ...Object.fromEntries(neutral),
    XDG_CONFIG_HOME: devNull,
    XDG_STATE_HOME: stateHome(),
    ETCDCTL_ENDPOINTS: endpoint,
  };
}

let stateFolder: string | undefined;

/** The journal of repairs that nobody will want back. */
function stateHome(): string {
  if (stateFolder !== undefined) return stateFolder;
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  stateFolder = folder;
  return folder;
}

function start(args: readonly string[], { endpoint, quit }: Place, stdout: 'inherit' | 'pipe'): ChildProcess {
  return spawn(process.execPath, [TOOL, ...args], {
    env: environmentFor(endpoint),
    stdio: ['ignore', stdout, 'inherit'],
    signal: quit,
  });
}

/** Null where a signal ended it; rejects where it was made to quit. */
async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
