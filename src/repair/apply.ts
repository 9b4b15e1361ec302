/** Carries a plan out: one transaction, sent once, and looked at afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type KnownError, StoreError, UnknownOutcomeError } from '../errors.ts';
import { endOfPrefix, keyOf, type Prefixes, resourceName } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readByName } from '../store/read/by-name.ts';
import type { Guard, WritableSource, Write } from '../store/source.ts';
import { suggestResolve } from '../suggestion.ts';
import { whatBecame } from './became.ts';
import type { Action, Advice, GuardedRevisions, Plan } from './plan/plan.ts';
import { type Became, looksUntouched, type Sent } from './settled.ts';

export type Applied =
  | { readonly kind: 'written'; readonly revision: number }
  /** Somebody else wrote meanwhile; nothing of this plan was written. */
  | { readonly kind: 'lost'; readonly why: string }
  /** The store did not carry it out; nothing of this plan was written. */
  | ({ readonly kind: 'failed'; readonly why: string } & Partial<Advice>);

export interface Target {
  readonly source: WritableSource;
  readonly prefixes: Prefixes;
  /** Milliseconds after which a request that was sent can no longer be carried out (docs/repair.md says why). */
  readonly inFlightMs: number;
}

/** Where only other resources' jobs stand in the way, the transaction is sent again this often at most … */
const MAX_RETRIES = 10;
/** … and for so long at most, in milliseconds. */
export const TRYING_MS = 5000;
/** Pause between two looks at what became of a transaction, in milliseconds. */
const LOOK_MS = 250;

/**
 * Throws `UnknownOutcomeError` where it can't be known whether it was written. The plan's guards are each stage's and
 * the config's `mod_revision`, and that no job key was written since.
 */
export async function applyPlan(target: Target, plan: Plan): Promise<Applied> {
  const until = performance.now() + TRYING_MS;
  let revision = plan.revision;
  for (let retries = 0; retries <= MAX_RETRIES && performance.now() < until; retries++) {
    const result = await send(target, plan, revision);
    if (result.kind !== 'held back') return result;
    const now = await tellFailure(() => readNow(target, plan));
    if ('why' in now) return now;
    const why = whatMoved(plan, now);
    if (why !== undefined) return { kind: 'lost', why };
    revision = now.revision;
  }
  return { kind: 'lost', why: 'jobs of other resources came in between each time' };
}

type Attempt = Applied | { readonly kind: 'held back' };

/** What to do about it, for the report of many. */
export function adviceOf({ hint, next }: KnownError): Partial<Advice> {
  return { ...(hint === undefined ? {} : { hint }), ...(next === undefined ? {} : { next }) };
}

/** A store that can't be asked before anything is sent leaves everything as it is. */
async function tellFailure<T>(ask: () => Promise<T>): Promise<T | Extract<Applied, { kind: 'failed' }>> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { kind: 'failed', why: error.message, ...adviceOf(error) };
  }
}

async function send(target: Target, plan: Plan, revision: number): Promise<Attempt> {
  const sentBy = performance.now();
  try {
    return await tellFailure(async (): Promise<Attempt> => {
      const guards = guardsOf(target, plan, revision);
      const { committed, revision: at } = await target.source.commit(guards, plan.actions.map(writeOf));
      return committed ? { kind: 'written', revision: at } : { kind: 'held back' };
    });
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    const { ref, actions: images, guards, digests } = plan;
    return resolveByReading(target, plan, { ref, images, guards, digests, revision }, { error, sentBy });
  }
}

/** Never by writing again: the first transaction may still be carried out, until it is too late for it. */
async function resolveByReading(
  target: Target,
  plan: Plan,
  sent: Sent,
  { error, sentBy }: { readonly error: UnknownOutcomeError; readonly sentBy: number },
): Promise<Applied> {
  for (;;) {
    const late = performance.now() - sentBy > target.inFlightMs;
    const became = await lookAgain(target, plan, sent, late);
    if (became?.kind === 'written') return became;
    if (became?.kind === 'not_written') return { kind: 'lost', why: became.why };
    if (became?.kind === 'untouched' && late) return notCarriedOut(error);
    if (became?.kind === 'unknown' || late) throw unknown(plan, error, became);
    await sleep(LOOK_MS);
  }
}

/** The history is read once something has happened, or nothing can any more; undefined where etcd can't be asked. */
async function lookAgain(target: Target, plan: Plan, sent: Sent, late: boolean): Promise<Became | undefined> {
  try {
    if (!late && looksUntouched(sent, await readNow(target, plan))) return { kind: 'untouched' };
    return await whatBecame(target.source, target.prefixes, sent);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return undefined;
  }
}

function notCarriedOut(error: UnknownOutcomeError): Applied {
  const why = `the write was not carried out: ${error.because ?? error.message}`;
  return { kind: 'failed', why, ...adviceOf(error) };
}

function unknown(plan: Plan, cause: UnknownOutcomeError, became: Became | undefined): UnknownOutcomeError {
  const why = became?.kind === 'unknown' ? `: ${became.why}` : '';
  const message = `${cause.message}; whether ${resourceName(plan.ref)} was written is not known${why}`;
  return new UnknownOutcomeError(message, {
    hint: 'have it read again',
    next: suggestResolve(plan.id),
    cause,
  });
}

async function readNow({ source, prefixes }: Target, plan: Plan): Promise<Snapshot> {
  const [now] = await readByName({ source, prefixes }, [plan.ref]);
  if (now === undefined) throw new Error('a read of one resource gave none');
  return now;
}

function guardsOf({ prefixes }: Target, plan: Plan, revision: number): Guard[] {
  const areas = Object.entries(plan.guards) as [keyof GuardedRevisions, number][];
  const jobs = { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), notAfter: revision };
  return [
    ...areas.map(([area, modRevision]) => ({ key: keyOf(prefixes, area, plan.ref), modRevision })),
    ...(plan.deadJobs ?? []).map(({ key, modRevision }) => ({ key, modRevision })),
    jobs,
  ];
}

function writeOf({ key, after, before, leaseId }: Action): Write {
  if (after === undefined) return { delete: key };
  const onLease = leaseId !== '0';
  // Only a key that is there can stay on its lease; one that comes back is put on it again.
  if (!onLease || before !== undefined) return { put: key, value: after, keepLease: onLease };
  return { put: key, value: after, keepLease: false, lease: leaseId };
}

/** What keeps a plan from being carried out; undefined where the resource is as it was when it was planned. */
export function whatMoved(plan: Plan, now: Snapshot): string | undefined {
  const entries = { ...now.stages, config: now.config };
  const areas = Object.entries(plan.guards) as [keyof GuardedRevisions, number][];
  const moved = areas.find(([area, revision]) => (entries[area]?.modRevision ?? 0) !== revision);
  if (moved !== undefined) {
    const [area, planned] = moved;
    return `${area} was at revision ${planned || 'none'} when planned and is at ${entries[area]?.modRevision ?? 'none'} now`;
  }
  return whatJobMoved(plan, now);
}

function whatJobMoved({ deadJobs = [] }: Plan, now: Snapshot): string | undefined {
  const gone = deadJobs.find(({ key, modRevision }) =>
    now.jobs.every((job) => job.key !== key || job.modRevision !== modRevision),
  );
  if (gone !== undefined) return `the job key ${gone.key} was at revision ${gone.modRevision} and moved`;
  const came = now.jobs.find((job) => deadJobs.every(({ key }) => key !== job.key));
  return came === undefined ? undefined : `a job came meanwhile: ${came.key}`;
}
