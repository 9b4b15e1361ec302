import type { Finding, Judgement } from '../../../judge/finding.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { VerifiedFinding, VerifiedResource } from '../result.ts';
import { tellingFindings } from './groups.ts';

/** A resource as one line of the list, in plain words. */
export interface ListRow extends Pick<Judgement, 'verdict' | 'evidence'> {
  readonly name: string;
  readonly rule: string;
  readonly suspects: string;
  readonly what: string;
}

export function listRow(resource: VerifiedResource): ListRow {
  const findings = tellingFindings(resource);
  return {
    verdict: resource.verdict,
    evidence: resource.evidence,
    name: resourceName(resource.ref),
    rule: ruleOf(findings),
    suspects: resource.suspects.join(', ') || (resource.verdict === 'broken' ? "can't tell" : ''),
    what: `${knownWhy(findings)}${sinceWhen(resource)}${whatOf(resource, findings)}`,
  };
}

/** The baseline's reason, where it knows all of them. */
function knownWhy(findings: readonly VerifiedFinding[]): string {
  const reasons = new Set(findings.map(({ baseline }) => baseline?.reason));
  const [first] = reasons;
  return first === undefined || reasons.has(undefined) ? '' : `known (${first})  `;
}

/** In front, where a short screen doesn't cut it off; to the second. */
function sinceWhen({ firstSeen }: VerifiedResource): string {
  return firstSeen === undefined ? '' : `since ${firstSeen.replace(/\.\d+Z$/, 'Z')}  `;
}

function ruleOf(findings: readonly Finding[]): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const [first = ''] = rules;
  return rules.length > 1 ? `${first} +${rules.length - 1}` : first;
}

function whatOf({ evidence }: VerifiedResource, findings: readonly Finding[]): string {
  const [first] = findings;
  if (first === undefined) return evidence.map(({ text }) => text).join('; ');
  const where = first.path === '' ? '' : `${first.path}: `;
  const more = findings.length > 1 ? ` (+${findings.length - 1} more)` : '';
  return `${where}${first.message}${more}`;
}
