import type { VerifiedResource } from '../commands/results.ts';
import type { Finding, Verdict } from '../judge/finding.ts';
import { resourceName } from '../stages/keys.ts';

/** A resource as one line of the list, in plain words. */
export interface ListRow {
  readonly verdict: Verdict;
  readonly name: string;
  readonly rule: string;
  readonly suspects: string;
  readonly what: string;
}

/** What needs an operator first. */
const ORDER: readonly Verdict[] = [
  'broken',
  'in_flight',
  'failed',
  'deleting',
  'complete',
  'settled',
  'stackless',
];

export function inListOrder(resources: readonly VerifiedResource[]): VerifiedResource[] {
  return [...resources].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

export function listRow(resource: VerifiedResource): ListRow {
  const findings = telling(resource);
  return {
    verdict: resource.verdict,
    name: resourceName(resource.ref),
    rule: ruleOf(findings),
    suspects: resource.suspects.join(', ') || (resource.verdict === 'broken' ? "can't tell" : ''),
    what: `${sinceWhen(resource)}${whatOf(resource, findings)}`,
  };
}

/** In front, where a short screen doesn't cut it off; to the second. */
function sinceWhen({ firstSeen }: VerifiedResource): string {
  return firstSeen === undefined ? '' : `since ${firstSeen.replace(/\.\d+Z$/, 'Z')}  `;
}

/** The gravest findings; info is only counted. */
function telling({ findings }: VerifiedResource): readonly Finding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.length > 0 ? errors : findings.filter(({ severity }) => severity === 'warning');
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
