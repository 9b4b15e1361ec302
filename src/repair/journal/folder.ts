/** The journal's folder: one file a run, so that no two processes ever write to the same one. */
import { join } from 'node:path';
import { RefusedError } from '../../errors.ts';
import { namesIn, prepareFolder } from '../../files/folder.ts';
import { whyOf } from '../../files/problem.ts';
import { LARGE, readBytes } from '../../files/read.ts';
import type { JournalRecord } from './entry.ts';
import { recordOf } from './lines.ts';

export const FILE_ENDING = '.jsonl';
const LINE_BREAK = 0x0a;

/** Makes the folder where it is missing. Throws `RefusedError` where no file can be made in it. */
export function prepareJournal(folder: string): void {
  try {
    prepareFolder(folder);
  } catch (error) {
    throw new RefusedError(`the journal folder ${folder} can't be written: ${whyOf(error)}`, {
      hint: 'nothing was written; give a folder of your own with --journal-dir',
      cause: error,
    });
  }
}

/** The records of each file, in the order of the runs. A folder that is not there holds none. Throws `RefusedError`. */
export function readFolder(folder: string): JournalRecord[][] {
  return attempt(folder, () => namesIn(folder))
    .filter((name) => name.endsWith(FILE_ENDING))
    .map((name) => {
      const path = join(folder, name);
      return recordsIn(
        path,
        attempt(path, () => readBytes(path, LARGE)),
      );
    });
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new RefusedError(`the journal in ${path} can't be read: ${whyOf(cause)}`, {
      hint: 'without it nobody knows what is still open; give another folder with --journal-dir',
      cause,
    });
  }
}

/** A line that was torn by a crash is the last of its file: what it was to announce was never begun. */
function recordsIn(path: string, bytes: Buffer): JournalRecord[] {
  return wholeLines(bytes).map((line, i) => {
    const record = recordOf(line);
    if (record !== undefined) return record;
    throw new RefusedError(`line ${i + 1} of the journal file ${path} can't be read`, {
      hint: 'it was damaged, or written by a newer version; move the file away if you know what it held',
    });
  });
}

/** Bytes, not text: what is no UTF-8 must not be read as if it were. */
function wholeLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(LINE_BREAK); end >= 0; end = bytes.indexOf(LINE_BREAK, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return lines;
}
