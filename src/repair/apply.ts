/** Carries a plan out: one transaction, sent once, and looked at afterwards. */
import { UnknownOutcomeError } from '../errors.ts';
import { endOfPrefix, keyOf, type Prefixes, resourceName } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readResources } from '../store/resources.ts';
import type { Guard, WritableSource, Write } from '../store/source.ts';
import type { Action, GuardedRevisions, Plan } from './plan.ts';

export type Applied =
  | { readonly kind: 'written'; readonly revision: number }
  /** Somebody else wrote meanwhile; nothing of this plan was written. */
  | { readonly kind: 'lost'; readonly why: string };

export interface Target {
  readonly source: WritableSource;
  readonly prefixes: Prefixes;
}

/** Where only other resources' jobs stand in the way, the transaction is made anew this often at most. */
const MOST_TRIES = 10;

/**
 * Throws `StoreError` where nothing was written, `UnknownOutcomeError` where that can't be known.
 * The plan's guards are each stage's and the config's `mod_revision`, and that no job key was written since.
 */
export async function applyPlan(target: Target, plan: Plan): Promise<Applied> {
  let revision = plan.revision;
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const result = await send(target, plan, revision);
    if (result.kind === 'written') return result;
    const now = await readNow(target, plan);
    const why = whatMoved(plan, now);
    if (why !== undefined) return { kind: 'lost', why };
    revision = now.revision;
  }
  return { kind: 'lost', why: `jobs of other resources came in between ${MOST_TRIES} times` };
}

type Sent = { readonly kind: 'written'; readonly revision: number } | { readonly kind: 'held back' };

async function send(target: Target, plan: Plan, revision: number): Promise<Sent> {
  try {
    const { committed, revision: at } = await target.source.commit(
      guardsOf(target, plan, revision),
      plan.actions.map(writeOf),
    );
    return committed ? { kind: 'written', revision: at } : { kind: 'held back' };
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    return resolveByReading(target, plan, error);
  }
}

/** Never by writing again: the first transaction may still have been carried out. */
async function resolveByReading(target: Target, plan: Plan, cause: UnknownOutcomeError): Promise<Sent> {
  const name = resourceName(plan.ref);
  const hint = `read it again: esi-state show ${name}`;
  const now = await readNow(target, plan).catch(() => undefined);
  if (now !== undefined && isAsPlanned(plan, now)) return { kind: 'written', revision: now.revision };
  throw new UnknownOutcomeError(`${cause.message}; whether ${name} was written is not known`, {
    hint,
    cause,
  });
}

async function readNow({ source, prefixes }: Target, plan: Plan): Promise<Snapshot> {
  const [now] = await readResources(source, prefixes, [plan.ref]);
  if (now === undefined) throw new Error('a read of one resource gave none');
  return now;
}

function guardsOf({ prefixes }: Target, plan: Plan, revision: number): Guard[] {
  const areas = Object.entries(plan.guards) as [keyof GuardedRevisions, number][];
  const jobs = { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), notAfter: revision };
  return [
    ...areas.map(([area, modRevision]) => ({ key: keyOf(prefixes, area, plan.ref), modRevision })),
    jobs,
  ];
}

function writeOf({ key, after, keepLease }: Action): Write {
  return after === undefined ? { delete: key } : { put: key, value: after, keepLease };
}

function whatMoved(plan: Plan, now: Snapshot): string | undefined {
  const entries = { ...now.stages, config: now.config };
  const areas = Object.entries(plan.guards) as [keyof GuardedRevisions, number][];
  const moved = areas.find(([area, revision]) => (entries[area]?.modRevision ?? 0) !== revision);
  if (moved !== undefined) {
    const [area, planned] = moved;
    return `${area} was at revision ${planned || 'none'} when planned and is at ${entries[area]?.modRevision ?? 'none'} now`;
  }
  const [job] = now.jobs;
  return job === undefined ? undefined : `a job came meanwhile: ${job.key}`;
}

function isAsPlanned(plan: Plan, now: Snapshot): boolean {
  return plan.actions.every(({ stage, after }) => {
    const entry = now.stages[stage];
    if (after === undefined) return entry === undefined;
    return (
      entry !== undefined && entry.modRevision > plan.revision && Buffer.compare(entry.value, after) === 0
    );
  });
}
