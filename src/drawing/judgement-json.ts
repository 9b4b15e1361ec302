import type { Evidence, Finding, Judgement } from '../judge/finding.ts';
import type { SourceInfo } from '../judging/results.ts';
import { type ResourceRef, resourceName } from '../stages/keys.ts';
import { canvasFor, flow } from './frame.ts';
import { sourceParts } from './headline.ts';
import type { Screen } from './screen.ts';

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

/** `source` of every JSON output. */
export function sourceJson({ kind, context, clusterId, endpoints, revision }: SourceInfo) {
  return { kind, context: context ?? null, cluster_id: clusterId, endpoints, revision };
}

/** Which store was read, and at which revision, as one line where it fits. */
export function sourceLine(source: SourceInfo, screen: Screen): string {
  const canvas = canvasFor(screen);
  return flow(canvas, 'source', sourceParts(canvas, source), { label: canvas.paint.quiet }).join('\n');
}
