/** How a repair is taken back: a plan like any other, that restores what the journal kept. Pure. */
import { jobAtWork } from '../../judge/facts.ts';
import { judge } from '../../judge/judge.ts';
import { keyOf, type Prefixes, STAGES, type Stage } from '../../stages/keys.ts';
import { entryOf, type Resource } from '../../stages/resource.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { suggest, suggestResolve } from '../../suggestion.ts';
import { digest } from '../digest.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { outcomeOf } from './actions.ts';
import { changesBetween } from './changes.ts';
import { guarded, otherHistory } from './guards.ts';
import { type Action, identified, type Plan, type Proposal, Refusal, refused } from './plan.ts';
import { type Image, sameBytes } from './stored-value.ts';
import { gohanNote } from './version.ts';

export interface UndoCase {
  readonly entry: JournalEntry;
  /** The resource as it is now. */
  readonly resource: Resource;
  readonly prefixes: Prefixes;
  /** Of the leases in the entry, those that have not run out. */
  readonly leases: ReadonlySet<string>;
  /** The resource right before the entry was written; `compacted` where that is no longer in etcd, or not known. */
  readonly before: Snapshot | 'compacted';
}

export function proposeUndo(of: UndoCase): Proposal {
  const { entry } = of;
  const { ref } = entry;
  if (entry.outcome === 'not_written')
    return { kind: 'nothing', ref, why: `entry ${entry.id} was never written` };
  try {
    refuseUnlessWritten(entry);
    refuseUnlessAsLeft(of);
    refuseUnlessAsBefore(of);
    return { kind: 'plan', ref, plan: planOf(of) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(ref, error);
  }
}

function refuseUnlessWritten({ id, outcome, undoneBy }: JournalEntry): void {
  if (outcome === 'undone')
    throw new Refusal(
      `entry ${id} was undone already, by ${undoneBy}`,
      'look at that one',
      suggest('journal', { of: [undoneBy ?? ''] }),
    );
  if (outcome === 'unknown')
    throw new Refusal(
      `whether entry ${id} was written is not known`,
      'have it read again',
      suggestResolve(id),
    );
}

/** Each stage as the repair left it: what it wrote by value and revision, what it did not by revision. */
function refuseUnlessAsLeft({ entry, resource, prefixes }: UndoCase): void {
  const { ref, images } = entry;
  const writtenAt = writtenAtOf(entry, resource);
  if (images.some(({ stage, key }) => key !== keyOf(prefixes, stage, ref)))
    throw new Refusal(`entry ${entry.id} was made with other prefixes`, 'give the same --prefix as then');
  if (resource.snapshot.revision < writtenAt || otherHistory(entry, resource.snapshot) !== undefined)
    throw anotherHistory(entry);
  for (const stage of STAGES) {
    const image = images.find((one) => one.stage === stage);
    const revision = leftAt(entry, stage, image, writtenAt);
    const now = entryOf(resource, stage);
    if ((now?.modRevision ?? 0) !== revision)
      throw new Refusal(
        `${stage} has moved on: the repair left it at revision ${revision || 'none'}, now it is at ${now?.modRevision ?? 'none'}`,
        'see what is there now',
        suggest('show', { of: [ref] }),
      );
    if (image?.after !== undefined && !sameBytes(image.after, now?.value)) throw anotherHistory(entry);
  }
  if (jobAtWork(resource))
    throw new Refusal(
      `a job is at work: ${resource.snapshot.jobs[0]?.key}`,
      'it will write the stages itself: look again when it is done',
      suggest('show', { of: [ref] }),
    );
}

/** What comes back must have been there: whoever can write the journal can make up what was. */
function refuseUnlessAsBefore({ entry, before }: UndoCase): void {
  if (before === 'compacted') return;
  const then = { ...before.stages, config: before.config };
  const { images, guards, digests } = entry;
  for (const area of [...STAGES, 'config'] as const) {
    const image = images.find(({ stage }) => stage === area);
    const stored = then[area];
    const same =
      (stored?.modRevision ?? 0) === guards[area] &&
      (stored === undefined ? null : digest(stored.value)) === digests[area] &&
      (image?.before === undefined ||
        (sameBytes(image.before, stored?.value) && image.leaseId === stored?.leaseId));
    if (!same)
      throw new Refusal(
        `${area} was not what entry ${entry.id} says it was before, at revision ${before.revision}`,
        'the journal was changed, or this is not the same history: see what is there now',
        suggest('show', { of: [entry.ref] }),
      );
  }
}

function leftAt({ guards }: JournalEntry, stage: Stage, image: Image | undefined, writtenAt: number): number {
  if (image === undefined) return guards[stage];
  return image.after === undefined ? 0 : writtenAt;
}

/** Where the operator alone told of the write, it is the revision at which all that was put is found, if that is one. */
function writtenAtOf({ writtenAt, images, guards }: JournalEntry, resource: Resource): number {
  if (writtenAt !== undefined) return writtenAt;
  const found = new Set(
    images.flatMap(({ stage, after }) =>
      after === undefined ? [] : (entryOf(resource, stage)?.modRevision ?? 0),
    ),
  );
  const [revision = 0] = found;
  return found.size === 1 && images.every(({ stage }) => guards[stage] < revision) ? revision : 0;
}

function anotherHistory({ id, writtenAt, ref }: JournalEntry): Refusal {
  return new Refusal(
    `what is stored is not what entry ${id} wrote${writtenAt === undefined ? '' : ` at revision ${writtenAt}`}: this is not the same history (restored from a snapshot?)`,
    'see what is there now',
    suggest('show', { of: [ref] }),
  );
}

function planOf(of: UndoCase): Plan {
  const { entry, resource } = of;
  const actions = entry.images.map((image) => reversed(image, of));
  const becomes = outcomeOf(resource, actions);
  const gohan = gohanNote(resource, becomes, actions);
  const lost = entry.images.some(
    ({ leaseId, before }) => before && leaseId !== '0' && !of.leases.has(leaseId),
  );
  return identified({
    kind: 'undo',
    undoes: entry.id,
    ...(of.before === 'compacted' ? { fromJournalAlone: true } : {}),
    ref: entry.ref,
    rules: entry.rules,
    actions,
    source: `journal entry ${entry.id}`,
    why: `as it was before ${entry.time}${lost ? '; its lease has run out: it comes back without one' : ''}`,
    ...(gohan === undefined ? {} : { gohan }),
    ...guarded(resource),
    deadJobs: resource.snapshot.jobs.map(({ key, modRevision }) => ({ key, modRevision })),
    becomes: judge(becomes).verdict,
  });
}

function reversed({ stage, key, before: after, after: before, leaseId }: Image, of: UndoCase): Action {
  const now = entryOf(of.resource, stage);
  const lease = now?.leaseId ?? (of.leases.has(leaseId) ? leaseId : '0');
  const changes = after === undefined ? [] : changesBetween(before, after);
  const kind = after === undefined ? 'delete' : 'put';
  return { kind, stage, key, before, after, leaseId: lease, changes };
}
