import { inRepairSession, type WritingFlags } from '../../repairing/session.ts';
import type { Outcome } from '../../terminal/command.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { besideJobs } from './beside-jobs.ts';
import { settleProposals } from './confirm.ts';
import { proposeUndos } from './undo.ts';

/** Takes back one journal entry, or all of a run, newest first. */
export async function runUndo(name: string, flags: WritingFlags, terminal: Terminal): Promise<Outcome> {
  return inRepairSession([], flags, terminal, async (context, { consent }) => {
    const proposals = await besideJobs(context, await proposeUndos(context, name), flags.allowEmpty ?? false);
    return settleProposals(context, proposals, flags, { terminal, consent, stdinBringsNames: false });
  });
}
