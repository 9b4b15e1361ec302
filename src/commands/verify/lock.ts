/**
 * One run at a time: a file that is there while a run is under way, and says whose it is. Made by `link`, which is
 * exclusive and whole, so that nobody reads half of it. What a killed run leaves is told by its process being gone.
 */
import { StoreError, UsageError } from '../../errors.ts';
import { FileProblem, isMissing, whyOf } from '../../files/problem.ts';
import { readText, SMALL } from '../../files/read.ts';
import { plainTarget } from '../../files/target.ts';
import { makeFile, PRIVATE, removeFile, replaceFile } from '../../files/write.ts';
import { hostName } from '../../system/account.ts';
import { bootId, isRunning, pidNamespace, startOf } from '../../system/processes.ts';

/** Another run holds the lock: of the store nothing was learned, not even that it can't be asked. */
export class LockedError extends StoreError {}

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** RFC 3339. */
  readonly since: string;
  /** Where Linux tells them: a number that is given again to another process, or after a restart, is not its run. */
  readonly boot?: string;
  readonly pid_namespace?: string;
  /** Of the process, in ticks since the start of the system. */
  readonly process_start?: string;
}

/**
 * Runs `work` while the lock is held, and gives it back whatever comes of it, a stop of the process included. Throws
 * `LockedError` at once where another run holds it, `UsageError` where the file can't be made.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = takeLock(path);
  // A run that is stopped ends at once: reading leaves nothing to finish.
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Gives what releases it. A link and the file that it leads to are one lock. */
export function takeLock(named: string): () => void {
  const { path } = attempt(named, () => plainTarget(named));
  const own = JSON.stringify(ownHolder());
  if (!createNew(path, own)) takeOver(path, own);
  return () => {
    // Somebody may have removed it by hand, and another run have begun.
    if (contentOf(path) === own) removeFile(path);
  };
}

function ownHolder(): Holder {
  const { pid } = process;
  return {
    pid,
    host: hostName(),
    since: new Date().toISOString(),
    ...defined('boot', bootId()),
    ...defined('pid_namespace', pidNamespace()),
    ...defined('process_start', startOf(pid)),
  };
}

function defined<K extends keyof Holder>(key: K, value: string | undefined): Partial<Holder> {
  return value === undefined ? {} : { [key]: value };
}

/** False where the file is there already. */
function createNew(path: string, content: string): boolean {
  return attempt(path, () => makeFile(path, content));
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw cannotLock(path, error);
  }
}

function cannotLock(path: string, cause: unknown): UsageError {
  return new UsageError(`--lock ${path} can't be made: ${whyOf(cause)}`, {
    hint: 'name a file in a folder that is there and may be written to',
    cause,
  });
}

/**
 * A lock whose run is gone is replaced by one run only: the one that holds a lock for doing so (which is taken over in
 * the same way if that run was killed in the middle of it).
 */
function takeOver(path: string, own: string): void {
  refuseIfHeld(path);
  const release = takeLock(`${path}.takeover`);
  try {
    const left = refuseIfHeld(path);
    // What a gone run left stays as it is but for who holds the lock for replacing it. What was given back meanwhile
    // may be taken by anybody.
    if (left !== undefined) attempt(path, () => replaceFile(path, own, PRIVATE));
    else if (!createNew(path, own)) refuseIfHeld(path, true);
  } finally {
    release();
  }
}

/** What a run that is gone left there; undefined where nothing is there. */
function refuseIfHeld(path: string, always = false): string | undefined {
  const content = contentOf(path);
  if (content === undefined && !always) return undefined;
  const holder = parse(content ?? '');
  if (holder !== undefined && isGone(holder) && !always) return content;
  const who =
    holder === undefined
      ? 'something that is no run of ours'
      : `process ${holder.pid} on ${holder.host} since ${holder.since}`;
  throw new LockedError(`another run is under way: ${path} is held by ${who}`, {
    hint: 'wait for it; if it is surely gone, remove that file',
  });
}

/** Undefined where there is no file; what no run of ours can have written is as good as empty. */
function contentOf(path: string): string | undefined {
  try {
    return readText(path, SMALL);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof FileProblem) return '';
    throw cannotLock(path, error);
  }
}

function parse(content: string): Holder | undefined {
  try {
    const value = JSON.parse(content) as Partial<Holder> | null;
    const whole =
      Number.isSafeInteger(value?.pid) && (value?.pid ?? 0) > 0 && typeof value?.host === 'string';
    return whole ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Only where it is certain: of another host, or another container, nothing is known. */
function isGone(holder: Holder): boolean {
  if (holder.host !== hostName()) return false;
  if (holder.boot !== bootId()) return holder.boot !== undefined;
  if (holder.pid_namespace !== pidNamespace()) return false;
  if (!isRunning(holder.pid)) return true;
  return holder.process_start !== undefined && holder.process_start !== startOf(holder.pid);
}
