import type { Judged } from '../../judging/results.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import type { ModRevisions, VerifiedResource } from './result.ts';

export function verifiedOf(judged: Judged): VerifiedResource {
  const { verdict, evidence, findings, suspects, reason, snapshot } = judged;
  const modRevisions = modRevisionsOf(snapshot);
  return { ref: snapshot.ref, modRevisions, verdict, evidence, findings, suspects, reason };
}

function modRevisionsOf({ stages: { heat_stacks, job_state, state } }: Snapshot): ModRevisions {
  return {
    heat_stacks: heat_stacks?.modRevision ?? null,
    job_state: job_state?.modRevision ?? null,
    state: state?.modRevision ?? null,
  };
}
