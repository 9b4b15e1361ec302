/** The files of clock notes: one a cluster, in a folder of our own; what cron notes for all is read, too. */
import { join } from 'node:path';
import { prepareFolder } from '../files/folder.ts';
import { isMissing, whyOf } from '../files/problem.ts';
import { readText, SMALL } from '../files/read.ts';
import { replaceFile } from '../files/write.ts';
import {
  boundsOf,
  type ClockNote,
  type ClockNotes,
  NO_NOTES,
  type ResourceCount,
  type TimeOf,
} from './notes.ts';

/** Where cron's runs note for everybody (docs/operating.md). */
const SHARED = '/var/lib/esi-state/clock';

export interface ClockSettings {
  /** Where this account notes; undefined where it has no home. */
  readonly folder: string | undefined;
  /** An operator named it: then it is told where it can't be used. */
  readonly isNamed: boolean;
}

const HEADER = { format: 'esi-state-clock', format_version: 1 } as const;

/** What is noted of the cluster. A file that can't be read is as none: without notes nothing is told. */
export function readNotes(folder: string | undefined, clusterId: string): ClockNotes {
  if (folder === undefined) return NO_NOTES;
  try {
    return decode(readText(join(folder, clusterId), SMALL), clusterId) ?? NO_NOTES;
  } catch {
    return NO_NOTES;
  }
}

/** Readable for all: it holds no values. Gives why it could not be written. */
export function saveNotes(folder: string, clusterId: string, notes: ClockNotes): string | undefined {
  try {
    prepareFolder(folder);
    replaceFile(join(folder, clusterId), encode(notes, clusterId), 0o644);
    return undefined;
  } catch (error) {
    return isMissing(error) ? 'there is no such folder' : whyOf(error);
  }
}

/** Times of the cluster's revisions, by our own notes and those that are for everybody; read when the first is asked for. */
export function timesOf({ folder }: ClockSettings, clusterId: string): TimeOf {
  const read = () => [...new Set([folder, SHARED])].flatMap((one) => readNotes(one, clusterId).notes);
  let notes: readonly ClockNote[] | undefined;
  const now = Math.ceil(Date.now() / 1000);
  return (revision) => {
    notes ??= read();
    return boundsOf(notes, revision, now);
  };
}

function encode({ notes, counts }: ClockNotes, clusterId: string): string {
  const rows = notes.map(({ revision, after, before }) => [revision, after, before]);
  return `${JSON.stringify({ ...HEADER, cluster_id: clusterId, counts, notes: rows })}\n`;
}

function decode(text: string, clusterId: string): ClockNotes | undefined {
  const content = JSON.parse(text) as Partial<Record<string, unknown>>;
  const { format, format_version: version, cluster_id: id, notes, counts } = content;
  if (format !== HEADER.format || version !== HEADER.format_version || id !== clusterId) return undefined;
  if (!Array.isArray(notes) || !notes.every(isRow) || !Array.isArray(counts) || !counts.every(isCount))
    return undefined;
  return { notes: notes.map(([revision, after, before]) => ({ revision, after, before })), counts };
}

function isRow(row: unknown): row is [number, number, number] {
  return Array.isArray(row) && row.length === 3 && row.every(Number.isSafeInteger);
}

function isCount(count: unknown): count is ResourceCount {
  const { scope, resources, at } = (count ?? {}) as Partial<ResourceCount>;
  const { revision, after, before } = (at ?? {}) as Partial<ClockNote>;
  return typeof scope === 'string' && [resources, revision, after, before].every(Number.isSafeInteger);
}
