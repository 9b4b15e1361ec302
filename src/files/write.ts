/**
 * Files that others read at any moment: each is replaced as a whole, by a rename, and is the old or the new one even after
 * a crash. What can't be replaced is written through (`target.ts`).
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pause } from './read.ts';
import { type PlainTarget, plainTarget, refuseWhatCameBetween, type Target, targetOf } from './target.ts';

/** Read and written by us alone. */
export const PRIVATE = 0o600;

/** A file under way, which nobody sees before it is whole. All methods throw `FileProblem` or what the system says. */
export interface FreshFile {
  append(text: string): void;
  /** Makes it safe on disk, then puts it in the old one's place. */
  commit(): void;
  discard(): void;
}

/** @param mode whatever the umask says; absent: that of the old file, else what the umask leaves of 0666 */
export function freshFile(path: string, mode?: number): FreshFile {
  const target = targetOf(path);
  return target.kind === 'file' ? besideOld(target, mode) : through(target);
}

/** The whole text at once. Throws as `freshFile` does; the old file stands then. */
export function replaceFile(path: string, text: string, mode?: number): void {
  const fresh = freshFile(path, mode);
  try {
    fresh.append(text);
    fresh.commit();
  } catch (error) {
    fresh.discard();
    throw error;
  }
}

/** Makes a file that is there as a whole at once, or not at all; false where the name is taken. Mode 0600. */
export function makeFile(path: string, text: string): boolean {
  const target = plainTarget(path);
  if (target.before !== undefined) return false;
  const temporary = temporaryFor(target);
  try {
    writeFileSync(temporary.file, text);
    linkSync(temporary.name, target.path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    temporary.end();
  }
}

export function removeFile(path: string): void {
  rmSync(plainTarget(path).path, { force: true });
}

/** What keeps a folder from being synced, though files can be made in it: it can't be read, or its file system has no such thing. */
const UNSYNCED: readonly unknown[] = ['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP'];

/** A new name is only safe on disk once its folder is. */
export function syncFolder(path: string): void {
  let folder: number | undefined;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch (error) {
    if (!UNSYNCED.includes((error as NodeJS.ErrnoException).code)) throw error;
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}

function besideOld(target: PlainTarget, mode: number | undefined): FreshFile {
  const temporary = temporaryFor(target);
  const { file } = temporary;
  return {
    append: (text) => writeFileSync(file, text),
    commit: () => {
      // What is private is not given to whoever made a file of that name before.
      if (mode !== PRIVATE) keepOwner(file, target.before);
      fchmodSync(file, mode ?? modeLike(target.before));
      fsyncSync(file);
      refuseWhatCameBetween(target);
      renameSync(temporary.name, target.path);
      temporary.end();
      syncFolder(dirname(target.path));
    },
    discard: temporary.end,
  };
}

function modeLike(before: Stats | undefined): number {
  return before === undefined ? 0o666 & ~process.umask() : before.mode & 0o777;
}

/** Only root may give files away; who may not, owns the new one. */
function keepOwner(file: number, before: Stats | undefined): void {
  if (before === undefined) return;
  try {
    fchownSync(file, before.uid, before.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

interface Temporary {
  readonly name: string;
  readonly file: number;
  /** Closes it, and takes it away where it still has its name. */
  end(): void;
}

const UNDER_WAY = new Set<Temporary>();
let isWatched = false;

/** In the target's folder, for a rename does not cross file systems. Nobody can have made it, or a link of that name, before. */
function temporaryFor({ path }: PlainTarget): Temporary {
  const name = join(dirname(path), `.esi-state-${randomBytes(8).toString('hex')}.tmp`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(name, flags, PRIVATE);
  const temporary = {
    name,
    file,
    end: () => {
      if (!UNDER_WAY.delete(temporary)) return;
      closeSync(file);
      rmSync(name, { force: true });
    },
  };
  UNDER_WAY.add(temporary);
  if (!isWatched) process.on('exit', endAll);
  isWatched = true;
  return temporary;
}

/** An interrupted run leaves nothing beside the file. */
function endAll(): void {
  for (const temporary of UNDER_WAY) temporary.end();
}

/** Nothing goes out before all of it is there. */
function through(target: Exclude<Target, PlainTarget>): FreshFile {
  const texts: string[] = [];
  return {
    append: (text) => void texts.push(text),
    commit: () => {
      if (target.kind === 'null device') return;
      for (const text of texts) writeAll(target.descriptor, Buffer.from(text));
    },
    discard: () => undefined,
  };
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSome(descriptor, bytes, at);
}

/** A pipe that somebody made non-blocking takes more once its reader has come to it. */
function writeSome(descriptor: number, bytes: Buffer, at: number): number {
  try {
    return writeSync(descriptor, bytes, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    pause();
    return 0;
  }
}
