/** What a repair of a broken resource writes, and by what evidence. Pure. */
import { documentsAgree } from '../../judge/facts.ts';
import { entryOf } from '../../stages/resource.ts';
import { isWorkerError } from '../../stages/statuses.ts';
import { deletion, put } from './actions.ts';
import { askHeat, bySource } from './ask-heat.ts';
import { anotherTry, type Case, type Decision } from './case.ts';
import { deriveHeatStacks } from './derive-heat-stacks.ts';
import { deriveJobState, deriveState } from './derive-state.ts';
import { byHeatsWord } from './heats-word.ts';
import { isAbandoned, jobStateIsTooMany, refusePublished } from './left-over-job.ts';
import { type Action, Refusal } from './plan.ts';
import { restoreFrom, restoreHeatStacks } from './restore.ts';
import { type SourceStage, sourceForState } from './source-stage.ts';
import { asState } from './unknown-fields.ts';
import { proveVersion } from './version.ts';

/** Throws `Refusal` where evidence does not tell what is right. */
export function decide(of: Case): Decision {
  const { stackStatus } = of.choices.set ?? {};
  return stackStatus === undefined ? byEvidence(of) : byHeatsWord(of, stackStatus, byEvidence);
}

function byEvidence(of: Case): Decision {
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
    'Heat knows what is right',
    askHeat(resource, ...bySource(of.resource)),
  );
}

/** Only where the operator says so: heat_stacks is nobody's copy. */
function rebuildHeatStacks(of: Case): Decision {
  const { resource, choices, history = [] } = of;
  const earlier = history.find(({ heat_stacks: heat }) => heat?.id !== undefined);
  const { tree, assumedFields } = deriveHeatStacks(resource, earlier, choices.set ?? {});
  return {
    actions: put(of, 'heat_stacks', tree),
    source: `state@${entryOf(resource, 'state')?.modRevision}`,
    why: 'told by --from',
    assumedFields,
  };
}

function dropJobState(of: Case): Decision {
  const { config, state } = of.resource;
  const published =
    config?.version === undefined
      ? 'there is no /config that wants another version'
      : `state.version ${state?.version} is what was wanted`;
  return {
    actions: [deletion(of, 'job_state')],
    source: isWorkerError(of.resource.state?.status)
      ? "state, which tells of the worker's own failure"
      : 'heat_stacks and state, which agree',
    why: `${published}, so nothing of the job is unpublished`,
  };
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
    actions: [...statePut(of, source, version.version, true), deletion(of, 'job_state')],
    source: source.name,
    why: source.why,
    version: version.why,
  };
}

/** A version that fell beside another report than then was brought back together with it, from an earlier time. */
function refuseBothOlder({ resource, judgement, past, choices }: Case): void {
  const [now, then] = [resource.heat_stacks, past?.heat_stacks];
  if (choices.from !== undefined || !judgement.brokenBy.includes('version-lowered')) return;
  if (now === undefined || then === undefined || documentsAgree(now, then)) return;
  throw new Refusal(
    `the version was lowered, and heat_stacks is not what it was at revision ${past?.snapshot.revision}, when the stages agreed: both may be of an earlier time`,
    'Heat knows whether its report is still so',
    askHeat(resource, ...bySource(resource)),
  );
}

function mendState(of: Case): Decision {
  refuseBothOlder(of);
  const source = stateSource(of);
  const version = proveVersion(of.resource, {
    abandoned: false,
    told: of.choices.stateVersion,
    // An earlier state of another result is another job's.
    past: of.past?.state?.status === source.right.status ? of.past : undefined,
  });
  return {
    actions: statePut(of, source, version.version, false),
    source: source.name,
    why: source.why,
    version: version.why,
  };
}

function stateSource({ resource, choices, history = [] }: Case): SourceStage {
  if (choices.from === 'state')
    throw new Refusal(
      'state can not be derived from itself',
      'if job_state is what is wrong, say so',
      anotherTry(resource, ['--stage', 'job_state'], ['--from', 'state']),
    );
  return sourceForState(resource, typeof choices.from === 'object' ? undefined : choices.from, history);
}

function statePut(of: Case, source: SourceStage, version: bigint, ofEarlierJob: boolean): Action[] {
  const { resource, past, history = [], choices } = of;
  const right = { ...source.right, workerState: choices.set?.workerState };
  const stored = {
    ...{ current: asState(resource.state?.tree), ofEarlierJob },
    model: past?.state?.tree,
    earlier: history.flatMap(({ state }) => state?.tree ?? []),
  };
  return put(of, 'state', deriveState(right, version, stored));
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
