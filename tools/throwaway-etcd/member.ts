import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { StoreError } from '../../src/errors.ts';
import type { FromKeeper, Job, ToKeeper } from './messages.ts';

/** One running etcd process. It never keeps the caller's event loop alive, except while one of its methods waits. */
export interface RunningEtcd {
  /** `scheme://127.0.0.1:port`, where clients reach it. */
  readonly endpoint: string;
  readonly pid: number;
  /** Where its data lies; gone after `stop`. */
  readonly dataDir: string;
  /** Ends etcd and removes its data; a second call does nothing. */
  stop(): Promise<void>;
  /** Sends the process a signal (SIGSTOP, SIGCONT, SIGKILL, …). Throws `StoreError` where it has ended already. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Resolves once the process has ended, with how it did. Its data folder stays until `stop`. */
  ended(): Promise<string>;
}

/** An etcd did not start; the message has the end of what it logged. */
export class StartError extends StoreError {
  constructor(why: string, log: string) {
    super(`the throwaway etcd ${why}${log === '' ? '' : `; the end of its log:\n${log}`}`);
  }
}

/** Every waiting method holds the event loop; between them an etcd must not keep its caller from ending. */
function holder(keeper: ChildProcess): <T>(waited: Promise<T>) => Promise<T> {
  let waiting = 0;
  const change = (by: 1 | -1) => {
    waiting += by;
    const verb = waiting > 0 ? 'ref' : 'unref';
    keeper[verb]();
    keeper.channel?.[verb]();
  };
  return async (waited) => {
    change(1);
    try {
      return await waited;
    } finally {
      change(-1);
    }
  };
}

function send(keeper: ChildProcess, message: ToKeeper): void {
  // A keeper that is gone shows as its 'exit'.
  if (keeper.connected) keeper.send(message, () => {});
}

type Ready = Extract<FromKeeper, { kind: 'ready' }>;

function readiness(keeper: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    keeper.on('message', (message: FromKeeper) => {
      if (message.kind === 'ready') resolve(message);
      if (message.kind === 'unready') reject(new StartError(message.why, message.log));
    });
    keeper.once('error', (error) => reject(new StartError(`has no keeper: ${error.message}`, '')));
    keeper.once('exit', (code, signal) =>
      reject(new StartError(`lost its keeper (${signal ?? `exit code ${code}`})`, '')),
    );
  });
}

function ending(keeper: ChildProcess, gone: Promise<unknown>): Promise<string> {
  return new Promise((resolve) => {
    keeper.on('message', (message: FromKeeper) => {
      if (message.kind === 'ended') resolve(message.how);
    });
    gone.then(() => resolve('was stopped'));
  });
}

function signaller(keeper: ChildProcess, gone: Promise<unknown>) {
  const asked: ((delivered: boolean) => void)[] = [];
  keeper.on('message', (message: FromKeeper) => {
    if (message.kind === 'signalled') asked.shift()?.(message.delivered);
  });
  return async (signal: NodeJS.Signals): Promise<void> => {
    const answer = new Promise<boolean>((resolve) => asked.push(resolve));
    send(keeper, { kind: 'signal', signal });
    const delivered = await Promise.race([answer, gone.then(() => false)]);
    if (!delivered) throw new StoreError(`the throwaway etcd has ended already and cannot get ${signal}`);
  };
}

/**
 * Starts one etcd process under a keeper of its own and waits until that process serves requests.
 * Throws `StartError`, also where `quit` fires first; nothing is left of it then.
 */
export async function startMember(job: Job, endpoint: string, quit: AbortSignal): Promise<RunningEtcd> {
  // A group of its own: Ctrl-C at the terminal reaches the caller first, and the keeper by way of the caller.
  const keeper = fork(fileURLToPath(new URL('keeper.js', import.meta.url)), [JSON.stringify(job)], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const held = holder(keeper);
  const gone = new Promise<number | null>((resolve) => {
    keeper.once('exit', resolve);
    keeper.once('error', () => resolve(null));
  });
  const stop = async () => {
    send(keeper, { kind: 'stop' });
    const code = await held(gone);
    if (code !== 0)
      throw new StoreError(`the keeper of the throwaway etcd at ${endpoint} could not clean up`);
  };
  const giveUp = () => send(keeper, { kind: 'stop' });
  quit.addEventListener('abort', giveUp);
  try {
    const ready = await held(readiness(keeper));
    const signal = signaller(keeper, gone);
    const ended = ending(keeper, gone);
    return {
      endpoint,
      pid: ready.pid,
      dataDir: ready.folder,
      stop,
      signal: (name) => held(signal(name)),
      ended: () => held(ended),
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  } finally {
    quit.removeEventListener('abort', giveUp);
  }
}
