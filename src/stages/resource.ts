import { type Config, readConfig } from './config.ts';
import { type HeatStacks, readHeatStacks } from './heat-stacks.ts';
import { type JobState, readJobState } from './job-state.ts';
import type { JsonObject } from './json.ts';
import { type JsonProblem, readObjectBytes } from './json-read.ts';
import { STAGES, type Stage } from './keys.ts';
import type { Entry, Snapshot } from './snapshot.ts';
import { readState, type State } from './state.ts';
import { isWorkerError } from './statuses.ts';

export type AnyStage = HeatStacks | JobState | State;

/** A resource with its documents read. A stage that is absent or unreadable has no document here. */
export interface Resource {
  readonly snapshot: Snapshot;
  readonly heat_stacks?: HeatStacks;
  readonly job_state?: JobState;
  readonly state?: State;
  readonly config?: Config;
  /** Stages that are there and hold no JSON object. */
  readonly unreadable: readonly { readonly stage: Stage; readonly problem: JsonProblem }[];
}

const READERS = { heat_stacks: readHeatStacks, job_state: readJobState, state: readState } as const;

export function readResource(snapshot: Snapshot): Resource {
  const unreadable: { stage: Stage; problem: JsonProblem }[] = [];
  const documents: { -readonly [S in Stage]?: AnyStage } = {};
  for (const stage of STAGES) {
    const entry = snapshot.stages[stage];
    if (entry === undefined) continue;
    const reading = readObjectBytes(entry.value);
    if ('problem' in reading) unreadable.push({ stage, problem: reading.problem });
    else documents[stage] = READERS[stage](reading.object);
  }
  const config = snapshot.config === undefined ? {} : { config: readConfig(snapshot.config.value) };
  return { snapshot, unreadable, ...config, ...(documents as Pick<Resource, Stage>) };
}

/** The stored key of a stage or of `/config`; undefined where it is absent. */
export function entryOf(resource: Resource, area: Stage | 'config'): Entry | undefined {
  return area === 'config' ? resource.snapshot.config : resource.snapshot.stages[area];
}

/** The documents that could be read, in stage order. */
export function documentsOf(resource: Resource): AnyStage[] {
  return STAGES.flatMap((stage) => resource[stage] ?? []);
}

/** The tree of a stage's document, where it could be read. */
export function treeOf(resource: Resource, stage: Stage): JsonObject | undefined {
  return resource[stage]?.tree;
}

/** The worker itself failed: Heat's report is about an earlier job. */
export function heatIsSilent(resource: Resource): boolean {
  return isWorkerError((resource.state ?? resource.job_state)?.status);
}
