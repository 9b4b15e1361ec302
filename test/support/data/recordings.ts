/** Recordings of systems: every write to the stages, `/jobs` and `/config`, in order, one JSON object a line. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MemoryWrite } from '../run/memory.ts';

export type RecordedWrite = MemoryWrite & { readonly rev: number };

export interface Recording {
  readonly name: string;
  readonly writes: readonly RecordedWrite[];
}

export const RECORDINGS_FOLDER = fileURLToPath(new URL('../../../../test/data/recordings', import.meta.url));

/** The committed ones, and those of the folder that `$ESI_STATE_RECORDINGS` names, where it is set. */
export function allRecordings(): Recording[] {
  const more = process.env['ESI_STATE_RECORDINGS'];
  const folders = [RECORDINGS_FOLDER, ...(more ? [more] : [])];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
      .map((name) => readRecording(join(folder, name))),
  );
}

function readRecording(path: string): Recording {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return { name: basename(path, '.ndjson'), writes: lines.map((line) => JSON.parse(line)) };
}

/** The text of a recording's file. */
export function recordingText(writes: readonly RecordedWrite[]): string {
  return writes.map((write) => `${JSON.stringify(write)}\n`).join('');
}
