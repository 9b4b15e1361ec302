import type { Resource } from '../stages/resource.ts';
import { RULES } from './catalogue.ts';
import { evidenceOf } from './evidence.ts';
import { jobAtWork } from './facts.ts';
import type { Finding, Judgement, Severity } from './finding.ts';
import type { Rule } from './rule.ts';
import { type Before, type Blame, blame } from './suspects.ts';
import { verdictOf } from './verdict.ts';

/** Severities that differ from the rules' defaults, by rule. */
export type Severities = Readonly<Record<string, Severity>>;

export interface JudgeOptions {
  readonly severities?: Severities;
  /** The resource at `Judgement.proofAt`, once it was read. */
  readonly before?: Before;
}

export interface FullJudgement extends Judgement, Pick<Blame, 'proofAt' | 'proved'> {}

/** The one place where a resource is judged. Pure; never throws, whatever the stages hold. */
export function judge(resource: Resource, options: JudgeOptions = {}): FullJudgement {
  const severities = options.severities ?? {};
  const atWork = jobAtWork(resource);
  const found = RULES.filter((rule) => !(atWork && rule.waitsForJob)).flatMap((rule) =>
    check(rule, resource, severityOf(rule, severities)),
  );
  const errors = found.filter(({ rule }) => rule.severity === 'error').map(({ finding }) => finding);
  const evidence = evidenceOf(resource);
  return {
    verdict: verdictOf(resource, errors.length > 0, evidence),
    evidence,
    findings: found.map(({ finding }) => finding).filter((finding) => finding.severity !== 'off'),
    ...blame(resource, errors, options.before),
  };
}

function severityOf(rule: Rule, severities: Severities): Severity {
  return Object.hasOwn(severities, rule.id) ? (severities[rule.id] ?? rule.severity) : rule.severity;
}

interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** A rule that is off costs nothing, unless the verdict depends on it. */
function check(rule: Rule, resource: Resource, severity: Severity): Found[] {
  if (severity === 'off' && rule.severity !== 'error') return [];
  return rule.check(resource).map((draft) => ({ rule, finding: { rule: rule.id, severity, ...draft } }));
}
