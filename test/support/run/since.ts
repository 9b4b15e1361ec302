/** Runs with a `--since` file, against a store in a test. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyJson } from '../../../src/commands/verify/formats/json.ts';
import type { VerifyResult } from '../../../src/commands/verify/result.ts';
import type { SinceResult } from '../../../src/commands/verify/since/conclude.ts';
import { decodeSince, type SinceContent } from '../../../src/commands/verify/since/file.ts';
import type { SinceOptions } from '../../../src/commands/verify/since/start-run.ts';
import { verifySince } from '../../../src/commands/verify/since/verify-since.ts';
import type { Context } from '../../../src/judging/judging.ts';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { DEFAULT_PACE, newPace } from '../../../src/store/scan/pace.ts';
import type { Source } from '../../../src/store/source.ts';

export interface TestFolder {
  readonly path: (name: string) => string;
  readonly remove: () => void;
}

export function testFolder(): TestFolder {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-since-'));
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function contextOf(source: Source): Context {
  return { source, prefixes: DEFAULT_PREFIXES, judging: {} };
}

export const START = new Date('2026-03-01T00:00:00.000Z');

export function minutesLater(minutes: number): Date {
  return new Date(START.getTime() + minutes * 60_000);
}

export function sinceOptions(file: string, more: Partial<SinceOptions> = {}): SinceOptions {
  const plain = {
    listAll: false,
    allowEmpty: true,
    failOn: 'error',
    settleMs: 0,
    pace: newPace(DEFAULT_PACE),
  } as const;
  return { ...plain, file, toolVersion: '1', now: START, ...more };
}

export function contentOf(file: string): SinceContent {
  const content = decodeSince(readFileSync(file, 'utf8'));
  if ('unusable' in content) throw new Error(content.unusable);
  return content;
}

/** The same run, as a full one that remembers what the file tells: as if another version had written it. */
export async function sameRunInFull(context: Context, options: SinceOptions): Promise<SinceResult> {
  const copy = `${options.file}.full`;
  rmSync(copy, { force: true });
  if (existsSync(options.file)) copyFileSync(options.file, copy);
  return verifySince(context, { ...options, file: copy, toolVersion: 'full' });
}

/** All that is told, but for how the run was made. */
export function told({ since: _since, ...result }: VerifyResult): string {
  return verifyJson({ ...result, notes: result.notes.filter((note) => !note.startsWith('full run: ')) });
}
