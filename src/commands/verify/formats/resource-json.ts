import { judgementJson } from '../../../drawing/judgement-json.ts';
import { nextJson } from '../../../drawing/next-json.ts';
import { type Suggestion, suggest, type TypedLine } from '../../../suggestion.ts';
import type { VerifiedResource } from '../result.ts';

/** A resource of verify. `baselined`: the baseline knows each of its findings at or above `--fail-on`. */
export function verifiedJson(resource: VerifiedResource, typed: TypedLine | undefined) {
  const { verdict, first_seen, ...rest } = judgementJson(resource.ref, resource);
  const { resource: name, schema_path, id, ...judgement } = rest;
  const baselined = resource.known ? true : undefined;
  const { heat_stacks, job_state, state } = resource.modRevisions;
  return {
    ...{ resource: name, schema_path, id, verdict, baselined, first_seen },
    ...judgement,
    next: nextJson(nextOf(resource), typed),
    mod_revisions: { heat_stacks, job_state, state },
  };
}

/** What is in order needs no look. */
function nextOf({ ref, verdict, findings }: VerifiedResource): Suggestion | undefined {
  const calm = verdict === 'settled' || verdict === 'complete' || verdict === 'stackless';
  return calm && findings.length === 0
    ? undefined
    : suggest('show', { of: [ref], why: 'what is wrong, and what to do' });
}
