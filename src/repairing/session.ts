import type { Context } from '../judging/judging.ts';
import { prepareJournal } from '../repair/journal/folder.ts';
import { type Journal, openJournal } from '../repair/journal/journal.ts';
import type { Plan } from '../repair/plan/plan.ts';
import { exposedFile, exposedJournal } from '../settings/exposed.ts';
import { type CommonFlags, inSession, loadSettings, type Session, withNotes } from '../settings/session.ts';
import type { WritableSource } from '../store/source.ts';
import { type Consent, type ConsentFlags, consentOf } from '../terminal/consent.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { inFlightMs, type JournalFlags, journalSettings } from './journal-settings.ts';

/** What every verb that writes, or reads what was written, takes. */
export interface WritingFlags extends CommonFlags, JournalFlags, ConsentFlags {
  readonly bytes?: boolean;
  /** An empty jobs prefix is right, whatever speaks against it. */
  readonly allowEmpty?: boolean;
  readonly planOut?: string;
}

export interface RepairSession extends Session {
  readonly consent: Consent;
}

/** A session with the journal. What keeps it from writing is found out before anything is read from etcd. */
export async function inRepairSession<T>(
  names: readonly string[],
  flags: WritingFlags,
  terminal: Terminal,
  work: (context: RepairContext, session: RepairSession) => Promise<T>,
): Promise<T> {
  const site = await loadSettings(flags, terminal);
  const consent = consentOf(flags, site.context);
  const settings = journalSettings(flags, terminal.env, site.connection);
  const writes = flags.dryRun !== true;
  if (writes) prepareJournal(settings.folder);
  const journal = await openJournal(settings);
  const patience = inFlightMs(site.connection);
  return inSession(
    names,
    flags,
    terminal,
    true,
    (session) => work({ ...session, journal, inFlightMs: patience }, { ...session, consent }),
    withNotes(site, [
      ...(writes ? exposedJournal(settings.folder, terminal.env) : []),
      ...(flags.planOut === undefined ? [] : exposedFile('--plan-out', flags.planOut, terminal.env)),
    ]),
  );
}

/** The moments of a repair at which a process may end. */
export type Step = 'agreed' | 'journaled' | 'sent' | 'recorded';

/** What a command that writes works with. */
export interface RepairContext extends Context {
  readonly source: WritableSource;
  readonly journal: Journal;
  /** Milliseconds after which a request that was sent can no longer be carried out. */
  readonly inFlightMs: number;
  /** Called between the steps of each repair; tests stop or interfere there. */
  readonly onStep?: (step: Step, plan: Plan) => Promise<void>;
}
