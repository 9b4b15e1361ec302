/** The journal of one run: a file of its own that only grows. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RefusedError } from '../../errors.ts';
import { type GrowingFile, newGrowingFile } from '../../files/growing.ts';
import { whyOf } from '../../files/problem.ts';
import type { Prefixes } from '../../stages/keys.ts';
import type { BootTime } from '../../system/processes.ts';
import type { Plan } from '../plan/plan.ts';
import type { BeginRecord, JournalRecord, OutcomeRecord, Where, Who } from './entry.ts';
import { FILE_ENDING, prepareJournal } from './folder.ts';
import { lineOf } from './lines.ts';

export interface RunJournal {
  readonly run: string;
  /** On the disk when it returns. Throws `RefusedError`; nothing may be written then. */
  begin(plan: Plan, made: PlannedWhere): Promise<void>;
  /** On the disk when it returns. Throws `RefusedError`; the entry's outcome stays unknown then. */
  end(of: Pick<BeginRecord, 'id' | 'run'>, told: EntryOutcome): Promise<void>;
  close(): Promise<void>;
}

/** Which store a repair is of, and where its keys lie there. */
export interface PlannedWhere {
  readonly where: Where;
  readonly prefixes: Prefixes;
}

export type EntryOutcome = Pick<OutcomeRecord, 'outcome' | 'revision' | 'detail' | 'by'>;

export interface RunFacts {
  readonly folder: string;
  readonly who: Who;
  /** `time` of the newest record in the folder: times never go back, whatever the clock does. */
  readonly newest: string;
  readonly inFlightMs: number;
  readonly bootTime: () => BootTime | undefined;
}

/** Makes no file before the first record. */
export function newRun(facts: RunFacts): RunJournal {
  // What an earlier run told last comes before all that this one tells, also where the clock was set back.
  let newest = momentAfter(facts.newest);
  let file: Promise<GrowingFile> | undefined;
  const now = () => {
    const time = new Date().toISOString();
    if (time > newest) newest = time;
    return newest;
  };
  const run = runName(now());
  const path = join(facts.folder, `${run}${FILE_ENDING}`);
  const append = async (record: JournalRecord) => {
    file ??= runFile(facts.folder, path);
    const growing = await file;
    await growing.append(lineOf(record)).catch((error: unknown) => {
      throw unwritable(path, error);
    });
  };
  const { who, inFlightMs, bootTime } = facts;
  return {
    run,
    begin: (plan, made) =>
      append(beginRecord(plan, made, { run, time: now(), who, inFlightMs, ...begunAt(bootTime()) })),
    end: (of, told) => append({ record: 'outcome', id: of.id, run: of.run, time: now(), ...told }),
    close: async () => (await file?.catch(() => undefined))?.close(),
  };
}

/** The last moment that four digits of a year can tell. */
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

function momentAfter(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? '' : new Date(Math.min(ms + 1, LAST_MS)).toISOString();
}

/** Sorts behind all runs that were there when it began, and is no prefix of an entry's ID, which is hexadecimal. */
function runName(time: string): string {
  return `run-${time.slice(0, 23).replace(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`;
}

function begunAt(begun: BootTime | undefined): Pick<BeginRecord, 'begun'> {
  return begun === undefined ? {} : { begun };
}

function beginRecord(
  plan: Plan,
  { where: { context, clusterId, endpoints }, prefixes }: PlannedWhere,
  around: Pick<BeginRecord, 'run' | 'time' | 'who' | 'inFlightMs' | 'begun'>,
): BeginRecord {
  const { id, kind, undoes, ref, rules, source, why, version, guards, digests, revision } = plan;
  const told = { ...(undoes === undefined ? {} : { undoes }), ...(version === undefined ? {} : { version }) };
  return {
    record: 'begin',
    ...{ id, kind, ref, rules, source, why, guards, digests, revision },
    ...told,
    ...around,
    where: { ...(context === undefined ? {} : { context }), clusterId, endpoints },
    prefixes,
    images: plan.actions.map(({ stage, key, before, after, leaseId }) => ({
      ...{ stage, key, before, after, leaseId },
    })),
  };
}

/** A file that is there already is another run's. */
async function runFile(folder: string, path: string): Promise<GrowingFile> {
  prepareJournal(folder);
  try {
    return await newGrowingFile(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): RefusedError {
  return new RefusedError(`the journal file ${path} can't be written: ${whyOf(error)}`, {
    hint: 'without it nothing is written to etcd; make room, or give another folder with --journal-dir',
    cause: error,
  });
}
