/** Who else may read or change what is ours. Answers are notes, so whatever can't be looked at is nothing to tell of. */
import { constants, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { placeOf, STICKY } from './place.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What others may do with a file by its mode. */
export interface Openness {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** As `chmod` takes it: `0644`. */
  readonly mode: string;
}

/** Undefined for what is no file: a pipe has one reader. */
export function opennessOf(path: string): Openness | undefined {
  const stats = statsOf(path);
  if (!stats?.isFile()) return undefined;
  const canRead = (stats.mode & constants.S_IROTH) !== 0;
  return { canRead, canWrite: writableByOthers(stats), mode: `0${(stats.mode & 0o777).toString(8)}` };
}

/**
 * The folder of the file, links followed, where others may put another file in its place: they may write to it, and no
 * sticky bit keeps them from it, or it is theirs. Undefined where that is not so.
 */
export function sharedFolderOf(path: string, env: Environment): string | undefined {
  try {
    const place = placeOf(path);
    return place.kind === 'name' && isShared(dirname(place.path), env) ? dirname(place.path) : undefined;
  } catch {
    return undefined;
  }
}

/** The same of a folder itself. */
export function isShared(folder: string, env: Environment): boolean {
  const stats = statsOf(folder);
  if (stats === undefined) return false;
  return !isOurs(stats.uid, env) || (writableByOthers(stats) && (stats.mode & STICKY) === 0);
}

/** A group with the user's own number, as many systems give one to each user, has nobody else in it. */
function writableByOthers({ mode, gid }: Stats): boolean {
  if ((mode & constants.S_IWOTH) !== 0) return true;
  return (mode & constants.S_IWGRP) !== 0 && gid !== 0 && gid !== process.geteuid?.();
}

/** Root may replace anything anyway; who became root by sudo is still at home in what was theirs. */
function isOurs(user: number, { SUDO_UID }: Environment): boolean {
  return user === 0 || user === process.geteuid?.() || String(user) === SUDO_UID;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
