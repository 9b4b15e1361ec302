/** What a path leads to, links followed. */
import { lstatSync, readlinkSync, realpathSync, type Stats, statfsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FileProblem } from './problem.ts';

export type Place =
  /** An open file of a process, as `/dev/stdout`, `/dev/fd/63` and a shell's `<(…)` name it. */
  | { readonly kind: 'descriptor'; readonly descriptor: number; readonly isOurs: boolean }
  /** A name in a folder that is there; without `stats` nothing has that name yet. */
  | { readonly kind: 'name'; readonly path: string; readonly stats: Stats | undefined };

/** As many as Linux follows. */
const MAX_LINKS = 40;

/** Throws `FileProblem`, or what the system says where even the folder can't be reached. */
export function placeOf(path: string): Place {
  if (path === '') throw new FileProblem('its name is empty');
  if (path.endsWith('/')) throw new FileProblem('it is named as a folder, with / at the end');
  let name = resolve(path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const folder = realpathSync.native(dirname(name));
    const descriptor = descriptorIn(folder, basename(name));
    if (descriptor !== undefined) return descriptor;
    name = join(folder, basename(name));
    const stats = lstatSync(name, { throwIfNoEntry: false });
    if (!stats?.isSymbolicLink()) return { kind: 'name', path: name, stats };
    name = resolve(folder, readlinkSync(name));
  }
  throw new FileProblem('it is a link that leads in a circle');
}

/** `folder` is a real path, so `/dev/fd` and `/proc/self/fd` have become `/proc/PID/fd` on Linux. */
function descriptorIn(folder: string, name: string): Place | undefined {
  const [, pid] = /^\/proc\/(\d+)(?:\/task\/\d+)?\/fd$/.exec(folder) ?? [];
  if (!/^\d+$/.test(name) || (pid === undefined && folder !== '/dev/fd')) return undefined;
  // Not process.pid: a container can see the /proc of its host.
  const isOurs = pid === undefined || pid === basename(realpathSync.native('/proc/self'));
  return { kind: 'descriptor', descriptor: Number(name), isOurs };
}

/** Whether the path is another name of our standard output. */
export function isStandardOutput(path: string): boolean {
  try {
    const place = placeOf(path);
    return place.kind === 'descriptor' && place.isOurs && place.descriptor === 1;
  } catch {
    return false;
  }
}

/** S_ISVTX, which Node does not name: in such a folder each removes and replaces only what is their own. */
export const STICKY = 0o1000;

/** The words for what is no plain file. */
export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'no plain file';
}

/** Device 1, 3 of Linux: reading it gives nothing, and what is written to it is gone, which is what its users want. */
export function isNullDevice(stats: Stats): boolean {
  return stats.isCharacterDevice() && process.platform === 'linux' && stats.rdev === 0x103;
}

/**
 * File systems in which the kernel makes up what is read (linux/magic.h): proc, sysfs, debugfs, tracefs, securityfs,
 * cgroup, cgroup2, configfs. Their files say that they are plain; some never end, and none can be put there.
 */
const KERNEL_FILE_SYSTEMS = new Set([
  0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x73636673, 0x27e0eb, 0x63677270, 0x62656570,
]);

/** Throws `FileProblem` where `path`, a file or a folder that is there, is the kernel's own. */
export function refuseKernelFiles(path: string): void {
  if (process.platform === 'linux' && KERNEL_FILE_SYSTEMS.has(statfsSync(path).type))
    throw new FileProblem('it is in a file system that the kernel makes up, such as /proc');
}
