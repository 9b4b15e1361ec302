/** What a repair of a broken resource writes, and by what evidence. Pure. */
import { configAhead, documentsAgree, heatAndStateAgree, versionPublished } from '../judge/facts.ts';
import type { Judgement } from '../judge/finding.ts';
import type { Prefixes } from '../stages/keys.ts';
import { entryOf, type Resource } from '../stages/resource.ts';
import { isFailure } from '../stages/statuses.ts';
import { deletion, put } from './actions.ts';
import { deriveJobState } from './derive-job-state.ts';
import { deriveState } from './derive-state.ts';
import { type Action, Refusal } from './plan.ts';
import { type SourceStage, sourceForState } from './source-stage.ts';
import { proveVersion } from './version.ts';

/** What the operator decides; without it, evidence does. */
export interface Choices {
  readonly from?: 'heat_stacks' | 'job_state' | 'state';
  readonly stage?: 'job_state' | 'state';
  readonly stateVersion?: bigint;
  /** `worker_state` of a failure, where nothing that is stored tells it. */
  readonly workerState?: string;
}

export interface Case {
  readonly resource: Resource;
  readonly judgement: Judgement;
  readonly prefixes: Prefixes;
  readonly choices: Choices;
  /** The resource at an earlier revision at which heat_stacks and state agreed, where one was found. */
  readonly past?: Resource;
}

/** What is written, and why; the rest of a plan follows from it. */
export interface Decision {
  readonly actions: readonly Action[];
  readonly source: string;
  readonly why: string;
  readonly version?: string;
}

/** Throws `Refusal` where evidence does not tell what is right. */
export function decide(of: Case): Decision {
  const { resource, judgement, choices } = of;
  if (choices.stage === 'job_state') return rebuildJobState(of);
  if (choices.stage === undefined && jobStateIsTooMany(resource)) return dropJobState(of);
  if (choices.from === undefined && judgement.suspects.includes('heat_stacks')) throw heatIsWrong(judgement);
  if (entryOf(resource, 'job_state') !== undefined && isAbandoned(resource)) return finishJob(of);
  if (choices.stage === 'state' || choices.from !== undefined || judgement.suspects.includes('state'))
    return mendState(of);
  throw new Refusal(
    `which stage is right is not known: ${judgement.reason}`,
    'ask Heat; then --from heat_stacks or --from job_state',
  );
}

function heatIsWrong(judgement: Judgement): Refusal {
  return new Refusal(
    `heat_stacks is Heat's own report and is to blame (${judgement.reason}): it can't be derived`,
    'compare with Heat (openstack stack show); if heat_stacks is right after all: --from heat_stacks --stage state',
  );
}

/** heat_stacks and state agree and nothing is unpublished: whatever the job_state holds, it is only in the way. */
function jobStateIsTooMany(resource: Resource): boolean {
  const { heat_stacks: heat, job_state: job } = resource;
  if (entryOf(resource, 'job_state') === undefined || !heatAndStateAgree(resource)) return false;
  if (job?.finished && heat !== undefined && documentsAgree(heat, job) && !isAbandoned(resource))
    return false;
  return (
    versionPublished(resource) ||
    (entryOf(resource, 'config') === undefined && job !== undefined && !isFailure(job.status))
  );
}

/** Its result was never published: as against a state that was published and changed afterwards. */
function isAbandoned(resource: Resource): boolean {
  const [job, state, config] = [
    entryOf(resource, 'job_state'),
    entryOf(resource, 'state'),
    entryOf(resource, 'config'),
  ];
  if (job === undefined) return false;
  if (state === undefined || resource.job_state?.finished !== true) return true;
  if (state.modRevision <= job.modRevision) return true;
  return configAhead(resource) && (config?.modRevision ?? 0) <= job.createRevision;
}

function dropJobState(of: Case): Decision {
  const version = of.resource.state?.version;
  return {
    actions: [deletion(of, 'job_state')],
    source: 'heat_stacks and state, which agree',
    why: `state.version ${version} is what was wanted, so nothing of the job is unpublished`,
  };
}

function finishJob(of: Case): Decision {
  const source = stateSource(of);
  const version = proveVersion(of.resource, {
    abandoned: true,
    told: of.choices.stateVersion,
    past: undefined,
  });
  return {
    actions: [...statePut(of, source, version.version), deletion(of, 'job_state')],
    source: source.name,
    why: source.why,
    version: version.why,
  };
}

function mendState(of: Case): Decision {
  const source = stateSource(of);
  const version = proveVersion(of.resource, {
    abandoned: false,
    told: of.choices.stateVersion,
    past: of.past,
  });
  return {
    actions: statePut(of, source, version.version),
    source: source.name,
    why: source.why,
    version: version.why,
  };
}

function stateSource({ resource, choices }: Case): SourceStage {
  if (choices.from === 'state')
    throw new Refusal('state can not be derived from itself', '--stage job_state --from state');
  return sourceForState(resource, choices.from);
}

function statePut(of: Case, source: SourceStage, version: bigint): Action[] {
  const { resource, past } = of;
  const tree = deriveState(
    { ...source.right, workerState: of.choices.workerState },
    version,
    resource.state?.tree,
    past?.state?.tree,
  );
  return put(of, 'state', tree);
}

function rebuildJobState(of: Case): Decision {
  const { resource, choices } = of;
  const document = resource[choices.from === 'job_state' ? 'heat_stacks' : (choices.from ?? 'heat_stacks')];
  if (document?.status === undefined || document.outputs === undefined) {
    throw new Refusal('the source of job_state is absent or has no result', 'choose another --from');
  }
  const error = resource.state?.error;
  const right = { status: document.status, outputs: document.outputs, error };
  const tree = deriveJobState(right, resource.job_state?.tree);
  const revision = entryOf(resource, document.stage)?.modRevision;
  return {
    actions: put(of, 'job_state', tree),
    source: `${document.stage}@${revision}`,
    why: 'told by --stage job_state',
  };
}
