/** A plain second reading of recorded stages, by JSON.parse, that shares nothing with the judge. */
import { isDeepStrictEqual } from 'node:util';
import type { Entry, Snapshot } from '../../../src/stages/snapshot.ts';

/* Recorded documents are well-formed: that is asserted by the judge elsewhere. */
// biome-ignore lint/suspicious/noExplicitAny: parsed JSON of known shape
type Document = any;

/** The documents as JavaScript's own values. */
export function plainly({ stages, config }: Snapshot) {
  return {
    heat: parsed(stages.heat_stacks),
    job: parsed(stages.job_state),
    state: parsed(stages.state),
    config: parsed(config),
  };
}

/** A job_state is there, and its result has not reached state: the stages differ, or the job's version isn't there. */
export function workLeft(snapshot: Snapshot): boolean {
  const { heat, job, state } = plainly(snapshot);
  if (job === undefined) return false;
  if (state === undefined || job.orchestration_state === undefined) return true;
  if (state.version < Math.max(0, ...snapshot.jobs.map(({ version }) => Number(version)))) return true;
  const published = facts(state.state?.orchestration_state, JSON.parse(state.state?.heat_outputs ?? 'null'));
  const heard = [facts(job.orchestration_state, job.heat_outputs)];
  // A worker that failed says nothing of Heat's report.
  if (!/_ERROR$/.test(job.orchestration_state)) heard.push(facts(heat?.stack_status, heat?.output));
  return !heard.every((one) => isDeepStrictEqual(one, published));
}

function facts(status: unknown, outputs: unknown) {
  return { status, outputs };
}

function parsed(entry: Entry | undefined): Document {
  return entry === undefined ? undefined : JSON.parse(Buffer.from(entry.value).toString());
}
