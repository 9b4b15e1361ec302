import { nextJson } from '../../../drawing/command-line.ts';
import { jsonText } from '../../../drawing/json-text.ts';
import { judgementJson } from '../../../drawing/judgement-json.ts';
import type { ResourceRef } from '../../../stages/keys.ts';
import { type Suggestion, suggest, type TypedLine } from '../../../suggestion.ts';
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

/**
 * A resource of verify. `baselined`: the baseline knows each of its findings at or above `--fail-on`.
 * @param name as the next command names it
 */
export function verifiedJson(
  resource: VerifiedResource,
  typed: TypedLine | undefined,
  name: ResourceRef | string = resource.ref,
) {
  const { verdict, first_seen, ...rest } = judgementJson(resource.ref, resource);
  const { resource: fullName, schema_path, id, ...judgement } = rest;
  const baselined = resource.known ? true : undefined;
  const { heat_stacks, job_state, state } = resource.modRevisions;
  return {
    ...{ resource: fullName, schema_path, id, verdict, baselined, first_seen },
    ...judgement,
    next: nextJson(nextOf(resource, name), typed),
    mod_revisions: { heat_stacks, job_state, state },
  };
}

/** What is in order needs no look. */
function nextOf({ verdict, findings }: VerifiedResource, name: ResourceRef | string): Suggestion | undefined {
  const calm = verdict === 'settled' || verdict === 'complete' || verdict === 'stackless';
  return calm && findings.length === 0
    ? undefined
    : suggest('show', { of: [name], why: 'what is wrong, and what to do' });
}
