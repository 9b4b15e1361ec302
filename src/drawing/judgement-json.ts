import type { Evidence, Finding, Judgement } from '../judge/finding.ts';
import { type ResourceRef, resourceName } from '../stages/keys.ts';

/** What only a run of verify knows. */
interface Seen {
  readonly firstSeen?: string;
  readonly baseline?: unknown;
}

/** What show and verify say of a resource alike. */
export function judgementJson(ref: ResourceRef, judgement: Judgement & Pick<Seen, 'firstSeen'>) {
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

function findingJson(finding: Finding & Seen) {
  const { rule, severity, stages, path, message, expected, actual, firstSeen, baseline } = finding;
  const baselined = baseline === undefined ? undefined : true;
  return { rule, severity, stages, path, message, expected, actual, baselined, first_seen: firstSeen };
}
