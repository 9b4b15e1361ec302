/**
 * Reading what an operator names: plain files, and pipes that are open already (a shell's `<(…)`, `/dev/stdin`). A pipe on
 * disk to which nobody may ever write, devices and `/proc` are refused; nothing is read without a bound.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { isNullDevice, kindOf, placeOf, refuseKernelFiles } from './place.ts';
import { FileProblem } from './problem.ts';

/** Bytes, for what people write. */
export const SMALL = 2 ** 20;
/** Bytes, for what programs write: half of the longest string that Node has. */
export const LARGE = 2 ** 28;

/** The file's text without a byte order mark. Throws as `readBytes` does, and `FileProblem` where it is not UTF-8. */
export function readText(path: string, limit: number): string {
  const bytes = readBytes(path, limit);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem('it is not UTF-8');
  }
}

/** Throws `FileProblem` for what is no plain file or has more than `limit` bytes, and what the system says. */
export function readBytes(path: string, limit: number): Buffer {
  const place = placeOf(path);
  if (place.kind === 'descriptor' && place.isOurs && isStream(fstatSync(place.descriptor)))
    return readStream(place.descriptor, limit);
  const stats = statSync(path);
  // Before it is opened: opening some devices already does something.
  refuseStrange(stats);
  if (isNullDevice(stats)) return Buffer.alloc(0);
  // O_NONBLOCK: a pipe that took the file's place must not hang either.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    refuseStrange(fstatSync(file));
    refuseKernelFiles(path);
    return readAll(file, limit);
  } finally {
    closeSync(file);
  }
}

/** Standard output and error can be sockets, from which nothing ever comes. */
function readStream(descriptor: number, limit: number): Buffer {
  if (descriptor === 1 || descriptor === 2) throw new FileProblem('it is what this tool writes to');
  return readAll(descriptor, limit);
}

function isStream(stats: Stats): boolean {
  return stats.isFIFO() || stats.isSocket();
}

function refuseStrange(stats: Stats): void {
  if (!stats.isFile() && !isNullDevice(stats)) throw new FileProblem(`it is ${kindOf(stats)}`);
}

function readAll(file: number, limit: number): Buffer {
  const { size } = fstatSync(file);
  if (size > limit) throw tooLarge(limit);
  const chunk = Buffer.allocUnsafe(Math.min(Math.max(size + 1, 2 ** 16), 2 ** 20));
  const chunks: Buffer[] = [];
  for (let total = 0; total <= limit; ) {
    const count = readSome(file, chunk);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(Buffer.from(chunk.subarray(0, count)));
    total += count;
  }
  throw tooLarge(limit);
}

function tooLarge(limit: number): FileProblem {
  return new FileProblem(`it has more than ${limit / 2 ** 20} MiB`);
}

/** A pipe that whoever started us made non-blocking has nothing to read until its writer comes to it. */
function readSome(file: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(file, chunk, 0, chunk.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause();
    }
  }
}

const SOMETHING = new Int32Array(new SharedArrayBuffer(4));

/** 10 ms. */
export function pause(): void {
  Atomics.wait(SOMETHING, 0, 0, 10);
}
