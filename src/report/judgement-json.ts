import type { VerifiedFinding, VerifiedResource } from '../commands/results.ts';
import type { Evidence, Judgement } from '../judge/finding.ts';
import { type ResourceRef, resourceName } from '../stages/keys.ts';

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

/** Fields one by one: what the judge adds for its own use is no part of the contract. */
function evidenceJson({ kind, phase, key, revision, text }: Evidence) {
  return { kind, phase, key, revision, text };
}

function findingJson(finding: VerifiedFinding) {
  const { rule, severity, stages, path, message, expected, actual, firstSeen } = finding;
  return { rule, severity, stages, path, message, expected, actual, first_seen: firstSeen };
}
