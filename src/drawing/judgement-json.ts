import type { VerifiedFinding, VerifiedResource } from '../commands/verify/result.ts';
import type { Evidence, Judgement } from '../judge/finding.ts';
import { type ResourceRef, resourceName } from '../stages/keys.ts';
import { type Suggestion, suggest, type TypedLine } from '../suggestion.ts';
import { nextJson } from './next-json.ts';

/** What show and verify say of a resource alike. */
export function judgementJson(ref: ResourceRef, judgement: Judgement & Partial<VerifiedResource>) {
  return {
    resource: resourceName(ref),
    schema_path: ref.schemaPath,
    id: ref.id,
    verdict: judgement.verdict,
    first_seen: judgement.firstSeen,
    evidence: judgement.evidence.map(evidenceJson),
    suspects: judgement.suspects,
    reason: judgement.reason,
    findings: judgement.findings.map(findingJson),
  };
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

/** What is in order needs no look. */
function nextOf({ ref, verdict, findings }: VerifiedResource): Suggestion | undefined {
  const calm = verdict === 'settled' || verdict === 'complete' || verdict === 'stackless';
  return calm && findings.length === 0
    ? undefined
    : suggest('show', { of: [ref], why: 'what is wrong, and what to do' });
}

/** Fields one by one: what the judge adds for its own use is no part of the contract. */
function evidenceJson({ kind, phase, key, revision, text }: Evidence) {
  return { kind, phase, key, revision, text };
}

function findingJson(finding: VerifiedFinding) {
  const { rule, severity, stages, path, message, expected, actual, firstSeen, baseline } = finding;
  const baselined = baseline === undefined ? undefined : true;
  return { rule, severity, stages, path, message, expected, actual, baselined, first_seen: firstSeen };
}
