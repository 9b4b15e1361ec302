import { nextJson } from '../../../drawing/command-line.ts';
import { jsonText } from '../../../drawing/json-text.ts';
import { judgementJson } from '../../../drawing/judgement-json.ts';
import { type Suggestion, suggest, type TypedLine, wholeName } from '../../../suggestion.ts';
import type { VerifiedResource, VerifyResult } from '../result.ts';
import { wholeJson } from './summary-json.ts';

/** `verify -o json`: the summary of all resources, and those that are listed. */
export function verifyJson(result: VerifyResult, typed?: TypedLine): string {
  const { source, summary, ...more } = wholeJson(result);
  return jsonText({
    schema_version: 1,
    ...{ source, summary },
    resources: result.resources.map((resource) => verifiedJson(resource, typed)),
    ...more,
  });
}

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

/** What is in order needs no look. By its whole ID: nobody knows yet whether the beginning tells it from others. */
function nextOf({ ref, verdict, findings }: VerifiedResource): Suggestion | undefined {
  const calm = verdict === 'settled' || verdict === 'complete' || verdict === 'stackless';
  return calm && findings.length === 0
    ? undefined
    : suggest('show', { of: [wholeName(ref)], why: 'what is wrong, and what to do' });
}
