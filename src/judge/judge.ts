import type { Resource } from '../stages/resource.ts';
import { type Before, type Blame, blame } from './blame.ts';
import { RULES } from './catalogue.ts';
import { evidenceOf } from './evidence.ts';
import { jobAtWork } from './facts.ts';
import type { Finding, Judgement, Severity } from './finding.ts';
import type { Known, Rule } from './rule.ts';
import { beforeStateWasWritten } from './rules/version-lowered.ts';
import { verdictOf } from './verdict.ts';

/** Severities that differ from the rules' defaults, by rule. */
export type Severities = Readonly<Record<string, Severity>>;

export interface JudgeOptions {
  readonly severities?: Severities;
  readonly known?: Known;
  /** The resource at `Judgement.proofAt`, once it was read. */
  readonly before?: Before;
}

export interface FullJudgement extends Judgement, Pick<Blame, 'proofAt' | 'proved'> {
  /** The rules that make it broken: errors by default, whatever the settings list them as. In the catalogue's order. */
  readonly brokenBy: readonly string[];
}

/** The one place where a resource is judged. Pure; never throws, whatever the stages hold. */
export function judge(resource: Resource, options: JudgeOptions = {}): FullJudgement {
  const severities = options.severities ?? {};
  const atWork = jobAtWork(resource);
  const found = RULES.filter((rule) => !(atWork && rule.waitsForJob)).flatMap((rule) =>
    check(rule, resource, severityOf(rule, severities), options.known),
  );
  const errors = found.filter(({ rule }) => rule.severity === 'error').map(({ finding }) => finding);
  const blamed = blame(resource, errors, options.before);
  const told = found.map(({ finding }) => finding).filter((finding) => finding.severity !== 'off');
  return {
    verdict: verdictOf(resource, errors.length > 0),
    evidence: evidenceOf(resource),
    findings: explainingFirst(told, blamed),
    brokenBy: [...new Set(errors.map(({ rule }) => rule))],
    ...blamed,
    ...provedAt(blamed.proofAt ?? beforeStateWasWritten(resource)),
  };
}

function provedAt(proofAt: number | undefined): Pick<Blame, 'proofAt'> {
  return proofAt === undefined ? {} : { proofAt };
}

/** What is about a suspect explains more than what merely follows from it; else the catalogue's order stands. */
function explainingFirst(findings: readonly Finding[], { suspects }: Blame): Finding[] {
  const explains = ({ severity, stages }: Finding) =>
    severity === 'error' && stages.some((stage) => suspects.includes(stage));
  return [...findings.filter(explains), ...findings.filter((finding) => !explains(finding))];
}

function severityOf(rule: Rule, severities: Severities): Severity {
  return Object.hasOwn(severities, rule.id) ? (severities[rule.id] ?? rule.severity) : rule.severity;
}

interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** A rule that is off costs nothing, unless the verdict depends on it. */
function check(rule: Rule, resource: Resource, severity: Severity, known?: Known): Found[] {
  if (severity === 'off' && rule.severity !== 'error') return [];
  const drafts = rule.check(resource);
  const { excused } = rule;
  const held =
    excused === undefined || known === undefined ? drafts : drafts.filter((draft) => !excused(draft, known));
  return held.map((draft) => ({ rule, finding: { rule: rule.id, severity, ...draft } }));
}
