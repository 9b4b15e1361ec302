/** Who is to blame for a broken resource, and why: by evidence, never by "the older one is wrong". */
import type { Stage } from '../stages/keys.ts';
import { type AnyStage, entryOf, type Resource } from '../stages/resource.ts';
import {
  comparedDocuments,
  documentsAgree,
  heatAndStateAgree,
  jobAtWork,
  stacklessContradicted,
  versionPublished,
} from './facts.ts';
import type { Finding } from './finding.ts';

export interface Blame {
  readonly suspects: readonly Stage[];
  /** In words, with the revisions that it rests on. */
  readonly reason: string;
  /** The revision to look at for a proof of a single change, where one is possible and hasn't been looked at. */
  readonly proofAt?: number;
  /** Whether the stages agreed before the suspected write: false too where they need not; undefined where that isn't known. */
  readonly proved?: boolean;
}

/** Where the resource as of `Blame.proofAt` was asked for: the resource then, or that the revision is gone. */
export type Before = Resource | 'compacted';

const NOBODY: Blame = { suspects: [], reason: "can't tell: nothing shows which stage is right" };

/**
 * @param errors the findings whose rule is an error by default
 * @param before the resource at the revision before the last write, once it was read
 */
export function blame(resource: Resource, errors: readonly Finding[], before?: Before): Blame {
  if (errors.length === 0) return { suspects: [], reason: '' };
  return (
    wrongByItself(errors) ??
    oneAgainstTwo(resource) ??
    heatAlone(errors) ??
    leftOver(resource) ??
    changedAlone(resource, before) ??
    NOBODY
  );
}

/** Rules whose findings convict a stage without any other: what it says can't be true. */
const ALONE: ReadonlySet<string> = new Set([
  'malformed-document',
  'invalid-field',
  'malformed-outputs',
  'missing-stage',
  'identity-mismatch',
  'worker-state-mismatch',
  'version-ahead',
  'version-lowered',
]);

function wrongByItself(errors: readonly Finding[]): Blame | undefined {
  const convicting = errors.filter((finding) => ALONE.has(finding.rule));
  const [first] = convicting;
  if (first === undefined) return undefined;
  return { suspects: [...new Set(convicting.flatMap((finding) => finding.stages))], reason: first.message };
}

/**
 * Of three, the one that differs from two that agree. A finished job_state may be the only record of a newer result,
 * so it is outvoted only where state has reached the version that is wanted.
 */
function oneAgainstTwo(resource: Resource): Blame | undefined {
  const documents = comparedDocuments(resource);
  const odd = documents.length === 3 ? oddOne(documents) : stacklessAgainst(resource, documents);
  if (odd === undefined || (odd.stage === 'job_state' && !versionPublished(resource))) return undefined;
  const [left, right] = documents.filter((document) => document !== odd);
  return {
    suspects: [odd.stage],
    reason: `${odd.stage} differs from ${left?.stage} and ${right?.stage}, which agree`,
  };
}

/** A state that knows of no stack has nothing to compare, but two that agree on one speak against it. */
function stacklessAgainst(resource: Resource, [heat, job]: readonly AnyStage[]): AnyStage | undefined {
  const two = heat !== undefined && job !== undefined && stacklessContradicted(resource);
  return two && documentsAgree(heat, job) ? resource.state : undefined;
}

function oddOne(documents: readonly AnyStage[]): AnyStage | undefined {
  const odd = documents.filter((document) => {
    const [left, right] = documents.filter((other) => other !== document);
    return left !== undefined && right !== undefined && documentsAgree(left, right);
  });
  return odd.length === 1 ? odd[0] : undefined;
}

/** Where the worker itself failed, Heat's report is compared with no other: what is told of it alone is its own. */
function heatAlone(errors: readonly Finding[]): Blame | undefined {
  const alone = errors.every(({ stages }) => stages.every((stage) => stage === 'heat_stacks'));
  return alone ? { suspects: ['heat_stacks'], reason: errors[0]?.message ?? '', proved: false } : undefined;
}

/** The worker died: what lies behind its last write lags. Without a lag only the job_state is too many. */
function leftOver(resource: Resource): Blame | undefined {
  const job = entryOf(resource, 'job_state');
  if (job === undefined || jobAtWork(resource)) return undefined;
  const left = `job_state is left over since revision ${job.modRevision} with no job at work`;
  if (heatAndStateAgree(resource) && versionPublished(resource)) {
    return {
      suspects: ['job_state'],
      reason: `${left}; heat_stacks and state agree and are at /config's version`,
    };
  }
  return { suspects: ['state', 'job_state'], reason: `${left}: the worker died and state lags behind it` };
}

/** Without a job_state the worker had finished, and it writes heat_stacks before state. */
function changedAlone(resource: Resource, before: Before | undefined): Blame | undefined {
  const [heat, state] = [entryOf(resource, 'heat_stacks'), entryOf(resource, 'state')];
  if (heat === undefined || state === undefined || entryOf(resource, 'job_state') !== undefined)
    return undefined;
  const [late, early] = state.modRevision >= heat.modRevision ? [state, heat] : [heat, state];
  const stage = late === state ? 'state' : 'heat_stacks';
  const at = late.modRevision - 1;
  const reason = `${stage} was written last (revision ${late.modRevision}, the other at ${early.modRevision}) and no job is there`;
  if (before === undefined)
    return { suspects: [stage], reason: `${reason}; assumed to have been changed alone`, proofAt: at };
  return { suspects: [stage], ...proof(before, reason, at) };
}

function proof(before: Before, reason: string, at: number): Pick<Blame, 'reason' | 'proved'> {
  if (before === 'compacted') {
    return { reason: `${reason}; assumed to have been changed alone: revision ${at} is no longer in etcd` };
  }
  const proved = heatAndStateAgree(before);
  const told = proved
    ? `changed alone: at revision ${at} the stages still agreed`
    : `assumed to have been changed alone: at revision ${at} the stages did not agree either`;
  return { reason: `${reason}; ${told}`, proved };
}
