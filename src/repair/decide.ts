/** What a repair of a broken resource writes, and by what evidence. Pure. */
import { configAhead, documentsAgree, heatAndStateAgree, versionPublished } from '../judge/facts.ts';
import type { JsonObject } from '../stages/json.ts';
import { entryOf, type Resource } from '../stages/resource.ts';
import { isFailure, isWorkerError } from '../stages/statuses.ts';
import { deletion, put } from './actions.ts';
import type { Case, Decision } from './case.ts';
import { deriveHeatStacks } from './derive-heat-stacks.ts';
import { deriveJobState } from './derive-job-state.ts';
import { deriveState } from './derive-state.ts';
import { type Action, Refusal } from './plan.ts';
import { restoreFrom, restoreHeatStacks } from './restore.ts';
import { type SourceStage, sourceForState } from './source-stage.ts';
import { proveVersion } from './version.ts';

/** Throws `Refusal` where evidence does not tell what is right. */
export function decide(of: Case): Decision {
  const { resource, judgement, choices, chosen } = of;
  if (chosen !== undefined) return restoreFrom(of, chosen);
  if (choices.stage === 'heat_stacks')
    return choices.from === 'state' ? rebuildHeatStacks(of) : restoreHeatStacks(of);
  if (choices.stage === 'job_state') return rebuildJobState(of);
  if (choices.stage === undefined && jobStateIsTooMany(resource)) return dropJobState(of);
  if (choices.from === undefined && judgement.suspects.includes('heat_stacks')) return restoreHeatStacks(of);
  if (entryOf(resource, 'job_state') !== undefined && isAbandoned(resource)) return finishJob(of);
  if (choices.stage === 'state' || choices.from !== undefined || judgement.suspects.includes('state'))
    return mendState(of);
  throw new Refusal(
    `which stage is right is not known: ${judgement.reason}`,
    'ask Heat; then --from heat_stacks or --from job_state',
  );
}

/** Only where the operator says so: heat_stacks is nobody's copy. */
function rebuildHeatStacks(of: Case): Decision {
  const { resource, choices, history = [] } = of;
  const earlier = history.find(({ heat_stacks: heat }) => heat?.id !== undefined);
  const { tree, madeUp } = deriveHeatStacks(resource, earlier, choices.set ?? {});
  return {
    actions: put(of, 'heat_stacks', tree),
    source: `state@${entryOf(resource, 'state')?.modRevision}`,
    why: 'told by --from',
    madeUp,
  };
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

/** Published at the version that is wanted, and job_state written after that: so job_state may be what was changed. */
function refusePublished({ resource, choices }: Case): void {
  const [job, state] = [entryOf(resource, 'job_state'), entryOf(resource, 'state')];
  const later = job !== undefined && state !== undefined && job.modRevision > state.modRevision;
  const finished = resource.job_state?.finished === true;
  if (choices.from !== undefined || !later || !finished || !versionPublished(resource)) return;
  if (!isWorkerError(resource.state?.status)) return;
  throw new Refusal(
    `job_state was written (rev ${job.modRevision}) after state was published (rev ${state.modRevision}) at the version that is wanted, and they do not agree`,
    '--from job_state, or --stage job_state --from state',
  );
}

function finishJob(of: Case): Decision {
  refusePublished(of);
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
    // An earlier state of another result is another job's.
    past: of.past?.state?.status === source.right.status ? of.past : undefined,
  });
  return {
    actions: statePut(of, source, version.version),
    source: source.name,
    why: source.why,
    version: version.why,
  };
}

function stateSource({ resource, choices, history = [] }: Case): SourceStage {
  if (choices.from === 'state')
    throw new Refusal('state can not be derived from itself', '--stage job_state --from state');
  return sourceForState(resource, typeof choices.from === 'object' ? undefined : choices.from, history);
}

function statePut(of: Case, source: SourceStage, version: bigint): Action[] {
  const { resource, past } = of;
  const tree = deriveState(
    { ...source.right, workerState: of.choices.set?.workerState },
    version,
    asState(resource.state?.tree),
    past?.state?.tree,
  );
  return put(of, 'state', tree);
}

/** A document of another kind under state's key has nothing that could stay. */
function asState(tree: JsonObject | undefined): JsonObject | undefined {
  return tree?.has('state') || tree?.has('version') ? tree : undefined;
}

function rebuildJobState(of: Case): Decision {
  const { resource, choices } = of;
  const document = resource[choices.from === 'state' ? 'state' : 'heat_stacks'];
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
