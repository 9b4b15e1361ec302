import type { Evidence, Finding, Judgement } from '../judge/finding.ts';
import { type ResourceRef, resourceName } from '../stages/keys.ts';

/** What show and verify say of a resource alike. */
export function judgementJson(ref: ResourceRef, judgement: Judgement) {
  return {
    resource: resourceName(ref),
    schema_path: ref.schemaPath,
    id: ref.id,
    verdict: judgement.verdict,
    evidence: judgement.evidence.map(evidenceJson),
    suspects: judgement.suspects,
    reason: judgement.reason,
    findings: judgement.findings.map(findingJson),
  };
}

/** Fields one by one: what the judge adds for its own use is no part of the contract. */
function evidenceJson({ kind, phase, key, revision, text }: Evidence) {
  return { kind, phase, key, revision, text };
}

function findingJson({ rule, severity, stages, path, message, expected, actual }: Finding) {
  return { rule, severity, stages, path, message, expected, actual };
}
