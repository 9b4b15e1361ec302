/** Where only Heat knows: the command that asks it, and what is to be typed after each of its answers. Pure. */
import { documentsAgree } from '../../judge/facts.ts';
import { pluralType, type Stage } from '../../stages/keys.ts';
import type { AnyStage, Resource } from '../../stages/resource.ts';
import { singularFits } from '../../stages/singular.ts';
import { isInProgress } from '../../stages/statuses.ts';
import { type Answer, type SuggestedCommand, suggestStack, type TypedOption } from '../../suggestion.ts';
import { anotherTry } from './case.ts';
import { regularSingular } from './derive-heat-stacks.ts';
import { REASONS } from './heats-word.ts';

/** By the name that heat_stacks has, where it is one of this resource. Undefined where its ID is no part of a name. */
export function askHeat(resource: Resource, ...answers: readonly Answer[]): SuggestedCommand | undefined {
  const { heat_stacks: heat, snapshot } = resource;
  const asked =
    suggestStack(heat?.stackId, snapshot.ref, '') ?? suggestStack(usualName(resource), snapshot.ref, '');
  return asked === undefined || answers.length === 0 ? asked : { ...asked, answers };
}

/** As workers make it of the type that jobs name. */
function usualName({ snapshot: { ref, jobs } }: Resource): string {
  const plural = pluralType(ref);
  const named = jobs.map(({ type }) => type).find((type) => singularFits(type, plural));
  return `${named ?? regularSingular(plural)}_${ref.id}`;
}

/** The repair with these choices where Heat says so. */
export function answer(resource: Resource, when: string, ...options: TypedOption[]): Answer {
  return { when, next: anotherTry(resource, ...options) };
}

/** Nothing that is stored can be made right by Heat's word alone: the job has to be made anew. */
const ANEW: Answer = {
  when: 'it says anything else, or knows no such stack: an update of it through its API makes the job anew',
};
export const ONLY_ANEW: Answer = {
  when: 'it knows such a stack or not: nobody else has its outputs, and an update of the resource through its API makes the job anew',
};
export const DELETE_ANEW: Answer = {
  when: 'it knows such a stack or not: deleting the resource once more through its API makes the job anew',
};

export function source(stage: 'heat_stacks' | 'job_state' | 'state'): TypedOption[] {
  return [['--from', stage]];
}

export function restored(stage: Stage, revision: number): TypedOption[] {
  return [
    ['--from', `revision:${revision}`],
    ['--stage', stage],
  ];
}

/** What Heat will say of a stack once the job is done that the resource is in. */
export function doneWord({ heat_stacks: heat, snapshot: { jobs } }: Resource): string {
  const action = /^(.*)_IN_PROGRESS$/.exec(heat?.status ?? '')?.[1];
  const creates = jobs.some((job) => job.action === 'create') || heat === undefined;
  return `${action ?? (creates ? 'CREATE' : 'UPDATE')}_COMPLETE`;
}

/** heat_stacks may be older than what Heat did since: its status is taken, where its outputs are still the same. */
export function byHeat(resource: Resource): Answer[] {
  if (resource.heat_stacks === undefined) return [ANEW];
  const word = doneWord(resource);
  return [
    answer(resource, `it says ${word}, and the outputs that heat_stacks has`, [
      '--set',
      `stack_status=${word}`,
    ]),
    ANEW,
  ];
}

/** Each stage that holds a whole result may be the one that says what Heat says. */
export function bySource(resource: Resource): Answer[] {
  const { heat_stacks: heat, job_state: job, state } = resource;
  return [
    ...(isResult(heat) ? [answer(resource, says('heat_stacks'), ...source('heat_stacks'))] : []),
    ...(isResult(job) ? [answer(resource, says('job_state'), ...source('job_state'))] : []),
    ...(state !== undefined && isResult(state) && heat !== undefined && !documentsAgree(heat, state)
      ? [toHeatStacks(resource)]
      : []),
    ANEW,
  ];
}

/** heat_stacks is to blame, and no older one proves anything. */
export function byReport(resource: Resource): Answer[] {
  const { heat_stacks: heat, state } = resource;
  const kept: TypedOption[] = [...source('heat_stacks'), ['--stage', 'state']];
  return [
    ...(isResult(state) ? [toHeatStacks(resource)] : []),
    ...(isResult(heat) ? [answer(resource, says('heat_stacks'), ...kept)] : []),
    ANEW,
  ];
}

function says(stage: Stage): string {
  return `it says what ${stage} says`;
}

/** What only heat_stacks has, and Heat writes the same way always, is told with it. */
function toHeatStacks(resource: Resource): Answer {
  const { heat_stacks: heat, state } = resource;
  const reason = REASONS[state?.status ?? ''];
  const known = heat?.tree.get('status_reason') !== undefined || reason === undefined;
  const set: TypedOption[] = known ? [] : [['--set', `status_reason=${reason}`]];
  return answer(resource, says('state'), ...source('state'), ['--stage', 'heat_stacks'], ...set);
}

function isResult(document: AnyStage | undefined): boolean {
  return document?.status !== undefined && document.outputs !== undefined && !isInProgress(document.status);
}
