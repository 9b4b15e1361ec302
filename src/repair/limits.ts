/** What one transaction can't hold. Told before anything is journaled, for then it is known. Pure. */
import { MAX_OPERATIONS } from '../store/source.ts';
import { suggest } from '../suggestion.ts';
import type { Action, Plan, Proposal } from './plan/plan.ts';

/** etcd's `--max-request-bytes`, its default. */
const MAX_BYTES = 1.5 * 1024 * 1024;
/** What a guard or a write takes beside its key and its value, at most. */
const OPERATION_BYTES = 64;

/** A plan that etcd would refuse as too large becomes a refusal. */
export function withinLimits(proposal: Proposal): Proposal {
  if (proposal.kind !== 'plan') return proposal;
  const { ref, plan } = proposal;
  const refusal = tooManyGuards(plan) ?? tooManyBytes(plan);
  return refusal === undefined ? proposal : { kind: 'refused', ref, ...refusal };
}

type RefusalText = Pick<Extract<Proposal, { kind: 'refused' }>, 'why' | 'hint' | 'next'>;

/** Besides job keys it guards each stage and `/config`, and that no job came. */
function tooManyGuards({ guards, deadJobs = [] }: Plan): RefusalText | undefined {
  const room = MAX_OPERATIONS - Object.keys(guards).length - 1;
  if (deadJobs.length <= room) return undefined;
  return {
    why: `${deadJobs.length} job keys without a worker name it, and one transaction of etcd can guard no more than ${room} of them`,
    hint: 'let the job manager clean them up first',
  };
}

function tooManyBytes({ ref, actions, guards, deadJobs = [] }: Plan): RefusalText | undefined {
  const keys = deadJobs.reduce((sum, { key }) => sum + Buffer.byteLength(key) + OPERATION_BYTES, 0);
  const [longest = 0] = actions.map(({ key }) => Buffer.byteLength(key)).sort((a, b) => b - a);
  const guarded = Object.keys(guards).length * (longest + OPERATION_BYTES);
  const bytes = actions.reduce((sum, action) => sum + bytesOf(action), keys + guarded);
  if (bytes <= MAX_BYTES) return undefined;
  return {
    why: `it would write ${mebibytes(bytes)} MiB in one transaction, and etcd takes ${mebibytes(MAX_BYTES)} MiB`,
    hint: 'its worker could not have written that either: look for the output that grew so large',
    next: suggest('show', { of: [ref] }),
  };
}

function bytesOf({ key, after }: Action): number {
  return Buffer.byteLength(key) + (after?.length ?? 0) + OPERATION_BYTES;
}

function mebibytes(bytes: number): string {
  return (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1);
}
