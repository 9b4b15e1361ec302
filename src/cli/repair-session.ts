import type { RepairContext } from '../commands/repair-context.ts';
import { prepareFolder } from '../repair/journal/folder.ts';
import { openJournal } from '../repair/journal/journal.ts';
import type { WritingFlags } from './carry-out.ts';
import { inFlightMs, journalSettings } from './journal-settings.ts';
import { inSession, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** A session with the journal. That it can't be written is found out before anything is read from etcd. */
export async function inRepairSession<T>(
  names: readonly string[],
  flags: WritingFlags,
  terminal: Terminal,
  work: (context: RepairContext, session: Session) => Promise<T>,
): Promise<T> {
  const settings = journalSettings(flags, terminal.env);
  if (flags.dryRun !== true) await prepareFolder(settings.folder);
  const journal = await openJournal(settings);
  const patience = inFlightMs(flags, terminal.env);
  return inSession(names, flags, terminal, true, (session) =>
    work({ ...session, journal, inFlightMs: patience }, session),
  );
}
