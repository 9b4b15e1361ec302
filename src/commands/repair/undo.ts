import type { JournalEntry } from '../../repair/journal/entry.ts';
import { findEntries, oneEachWrite } from '../../repair/journal/find.ts';
import type { Proposal } from '../../repair/plan/plan.ts';
import { proposeUndo } from '../../repair/plan/undo.ts';
import { otherContext, refuseOtherClusters } from '../../repairing/same-cluster.ts';
import { inRepairSession, type RepairContext, type WritingFlags } from '../../repairing/session.ts';

import { readResource } from '../../stages/resource.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { CompactedError } from '../../store/errors.ts';
import { readByName } from '../../store/read/by-name.ts';
import type { Source } from '../../store/source.ts';
import type { Outcome, Terminal } from '../../terminal/terminal.ts';
import { besideJobs } from './beside-jobs.ts';
import { settleProposals } from './confirm.ts';
import { besideJournal } from './repair.ts';
import type { RepairProposals } from './result.ts';

/**
 * How an entry, or all of a run, would be taken back, newest first; writes nothing. Throws `NameError` where the
 * journal does not know it, `RefusedError` where it is of another cluster.
 */
export async function proposeUndos(context: RepairContext, name: string): Promise<RepairProposals> {
  const { source, prefixes, journal } = context;
  const entries = oneEachWrite(findEntries(journal.entries, name)).toReversed();
  const now = await readByName(
    { source, prefixes },
    entries.map(({ ref }) => ref),
  );
  const identity = await source.identity();
  refuseOtherClusters(entries, identity.clusterId);
  const leases = await livingLeases(source, entries);
  const proposals: Proposal[] = [];
  for (const [i, entry] of entries.entries()) {
    const snapshot = now[i];
    if (snapshot === undefined) continue;
    const before = await readBefore(context, entry, snapshot.revision);
    const proposal = proposeUndo({ entry, resource: readResource(snapshot), prefixes, leases, before });
    proposals.push(besideJournal(context, identity.clusterId, proposal));
  }
  const notes = [...new Set(entries.flatMap(({ where }) => otherContext('what is undone', where, identity)))];
  return {
    source: { ...identity, revision: now[0]?.revision ?? 0 },
    scope: { kind: 'entries' },
    proposals,
    failures: [],
    notes,
  };
}

/**
 * At the revision before the write all of its guards held, so each value of then can be held against the entry; where
 * that is not known, at the one that it was planned at.
 */
async function readBefore(
  { source, prefixes }: RepairContext,
  { ref, writtenAt, revision }: JournalEntry,
  newest: number,
): Promise<Snapshot | 'compacted'> {
  const at = writtenAt === undefined ? revision : writtenAt - 1;
  // There is no such revision where it is of another history, which is refused all the same.
  if (at < 1 || at > newest) return 'compacted';
  try {
    const [before] = await readByName({ source, prefixes }, [ref], { revision: at });
    return before ?? 'compacted';
  } catch (error) {
    if (error instanceof CompactedError) return 'compacted';
    throw error;
  }
}

async function livingLeases(source: Source, entries: readonly JournalEntry[]): Promise<Set<string>> {
  const ids = new Set(entries.flatMap(({ images }) => images.map(({ leaseId }) => leaseId)));
  const living = new Set<string>();
  for (const id of ids) {
    if (id !== '0' && (await source.leaseSecondsLeft(id)) !== undefined) living.add(id);
  }
  return living;
}

/** Takes back one journal entry, or all of a run, newest first. */
export async function runUndo(name: string, flags: WritingFlags, terminal: Terminal): Promise<Outcome> {
  return inRepairSession([], flags, terminal, async (context, { consent }) => {
    const proposals = await besideJobs(context, await proposeUndos(context, name), flags.allowEmpty ?? false);
    return settleProposals(context, proposals, flags, { terminal, consent, stdinBringsNames: false });
  });
}
