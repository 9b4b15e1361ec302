/** What a run of everything notes of time, and what it learns of the run before. */
import { readNotes, saveNotes } from '../../clock/folder.ts';
import { type ClockNote, shrunkenSince, withNote } from '../../clock/notes.ts';
import { shortTime } from '../../drawing/when.ts';
import type { Run } from './flags.ts';
import type { VerifyResult } from './result.ts';

/**
 * Notes that the run's revision was the newest at a moment of it, and how many resources there were; with a remark where the
 * run before found notably more. That the note can't be written is told only where its folder was named: the verdicts stand.
 */
export function noteClock<T extends VerifyResult>({ settings, began }: Run, result: T): T {
  const { folder, isNamed } = settings.clock;
  if (folder === undefined) return result;
  const { source, summary } = result;
  const known = readNotes(folder, source.clusterId);
  const scope = settings.prefixes.state;
  const at = noteOf(source.revision, performance.now() - began);
  const count = { scope, resources: summary.resources, at };
  const problem = saveNotes(folder, source.clusterId, withNote(known, at, count));
  const last = shrunkenSince(known, scope, summary.resources);
  const notes = [
    ...(last === undefined ? [] : [shrunkenNote(last, summary.resources, at.before)]),
    ...(problem === undefined || !isNamed ? [] : [`no time is noted in ${folder}: ${problem}`]),
  ];
  return { ...result, notes: [...result.notes, ...notes] };
}

function noteOf(revision: number, tookMs: number): ClockNote {
  const now = Date.now();
  return { revision, after: Math.floor((now - tookMs) / 1000), before: Math.ceil(now / 1000) };
}

function shrunkenNote(
  { resources, at }: { readonly resources: number; readonly at: ClockNote },
  left: number,
  now: number,
): string {
  return `${resources} resources at the last run (${shortTime(at, now)}), ${left} now`;
}
