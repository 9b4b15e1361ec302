/** What a file that is to be written leads to, found without touching it. */
import { accessSync, constants, fstatSync, lstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isNullDevice, kindOf, placeOf, refuseKernelFiles, STICKY } from './place.ts';
import { FileProblem, whyOf } from './problem.ts';

/** A plain file, or a name that nothing has yet; real, with no link in it. */
export interface PlainTarget {
  readonly kind: 'file';
  readonly path: string;
  /** Of the file that is to be replaced. */
  readonly before: Stats | undefined;
}

export type Target =
  | PlainTarget
  /** Open already: written through, for nothing can take its place. */
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'null device' };

/** Throws `FileProblem` for what can be neither replaced nor written through, and what the system says. */
export function targetOf(path: string): Target {
  const place = reached(path);
  if (place.kind === 'descriptor') return descriptorTarget(place);
  if (place.stats !== undefined && isNullDevice(place.stats)) return { kind: 'null device' };
  return replaceable(place.path, place.stats);
}

/** The same for what is read again later: only a file can be. */
export function plainTarget(path: string): PlainTarget {
  const place = reached(path);
  if (place.kind === 'name') return replaceable(place.path, place.stats);
  throw new FileProblem('it is no file but what is open already');
}

function reached(path: string): ReturnType<typeof placeOf> {
  try {
    return placeOf(path);
  } catch (error) {
    if (error instanceof FileProblem) throw error;
    throw folderProblem(error);
  }
}

function folderProblem(error: unknown): FileProblem {
  return new FileProblem(`its folder says ${whyOf(error)}`, { cause: error });
}

function replaceable(path: string, before: Stats | undefined): PlainTarget {
  const folder = dirname(path);
  if (before !== undefined && !before.isFile()) throw new FileProblem(`it is ${kindOf(before)}`);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderProblem(error);
  }
  refuseKernelFiles(folder);
  if (before !== undefined) refuseSomebodyElses(before, statSync(folder));
  return { kind: 'file', path, before };
}

/** In `/tmp` and the like a file is replaced by its owner, the folder's, or root alone. */
function refuseSomebodyElses(file: Stats, folder: Stats): void {
  const user = process.geteuid?.() ?? 0;
  if ((folder.mode & STICKY) === 0 || [0, file.uid, folder.uid].includes(user)) return;
  throw new FileProblem('it is of another user, in a folder where each replaces only what is their own');
}

function descriptorTarget({ descriptor, isOurs }: { descriptor: number; isOurs: boolean }): Target {
  if (!isOurs) throw new FileProblem('it is open in another process');
  const stats = fstatSync(descriptor);
  if (stats.isDirectory()) throw new FileProblem('it is a folder');
  if (isNullDevice(stats)) return { kind: 'null device' };
  if (descriptor === 0 || !isOpenForWriting(descriptor)) throw new FileProblem('it is open for reading only');
  return { kind: 'descriptor', descriptor };
}

/** As proc(5) tells it; elsewhere the first write does. */
function isOpenForWriting(descriptor: number): boolean {
  if (process.platform !== 'linux') return true;
  const [, flags = ''] =
    /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
  return (Number.parseInt(flags, 8) & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
}

/** Minutes may lie between the first look and the writing. Throws `FileProblem` where a plain file can't be put there any more. */
export function refuseWhatCameBetween({ path }: PlainTarget): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw new FileProblem(`it has become ${kindOf(stats)}`);
}
