import { besideJobs } from '../commands/beside-jobs.ts';
import { proposeUndos } from '../commands/undo.ts';
import { settleProposals, type WritingFlags } from './carry-out.ts';
import type { Outcome } from './command.ts';
import { inRepairSession } from './repair-session.ts';
import type { Terminal } from './terminal.ts';

/** Takes back one journal entry, or all of a run, newest first. */
export async function runUndo(name: string, flags: WritingFlags, terminal: Terminal): Promise<Outcome> {
  return inRepairSession([], flags, terminal, async (context, { consent }) => {
    const proposals = await besideJobs(context, await proposeUndos(context, name), flags.allowEmpty ?? false);
    return settleProposals(context, proposals, flags, { terminal, consent, stdinBringsNames: false });
  });
}
