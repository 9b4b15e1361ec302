import { type Judgement, type Severity, VERDICTS, type Verdict } from '../../judge/finding.ts';
import type { RuleCount, VerifiedFinding, VerifySummary } from './result.ts';

const NOT_HEALTHY: ReadonlySet<Verdict> = new Set(['broken', 'in_flight']);

/** Rule and severity of a finding as one word pair, `warning failed-job`: settings and age change a rule's severity. */
export type FindingKind = `${Severity} ${string}`;

/** What the counts need of a resource. */
export interface Countable {
  readonly verdict: Verdict;
  readonly findings: readonly Pick<VerifiedFinding, 'rule' | 'severity' | 'baseline'>[];
}

/** Counts of a run; grows while resources are judged. What doesn't occur has no entry. */
export interface Tally {
  readonly verdicts: Map<Verdict, number>;
  readonly findings: Map<FindingKind, number>;
  /** Those of the findings that the baseline knows. */
  readonly baselined: Map<FindingKind, number>;
  readonly standings: Map<Standing, number>;
}

/**
 * What a resource does to the exit code. `open`: broken, with a finding that decides it; `known`: broken, and the
 * baseline knows each such finding; `other`: not broken, with a finding that decides it, as a failed job can be.
 */
export type Standing = 'open' | 'known' | 'other';

export function newTally(): Tally {
  return { verdicts: new Map(), findings: new Map(), baselined: new Map(), standings: new Map() };
}

/** @param reaches whether a severity is at or above the bar that decides the exit code */
export function count(tally: Tally, judged: Countable, reaches: (severity: Severity) => boolean): void {
  add(tally, judged, 1);
  // Most resources have none: nothing is made for them.
  if (judged.findings.length === 0) return;
  for (const finding of judged.findings.filter(({ baseline }) => baseline !== undefined))
    change(tally.baselined, kindOf(finding), 1);
  const standing = standingOf(judged, reaches);
  if (standing !== undefined) change(tally.standings, standing, 1);
}

/** Counts a resource that is at rest, of which there is nothing else to count. */
export function countAtRest({ verdicts }: Tally, verdict: Verdict): void {
  change(verdicts, verdict, 1);
}

/** Takes back what was counted of a resource that is neither broken nor in a baseline. */
export function discount(tally: Tally, judged: Pick<Judgement, 'verdict' | 'findings'>): void {
  add(tally, judged, -1);
}

/** Undefined where it does nothing: no finding is grave enough, by its rule, the settings or its age. */
function standingOf(
  { verdict, findings }: Countable,
  reaches: (severity: Severity) => boolean,
): Standing | undefined {
  const grave = findings.filter(({ severity }) => reaches(severity));
  if (grave.length === 0) return undefined;
  const known = grave.every(({ baseline }) => baseline !== undefined);
  if (verdict === 'broken') return known ? 'known' : 'open';
  return known ? undefined : 'other';
}

function add({ verdicts, findings }: Tally, judged: Countable, by: number): void {
  change(verdicts, judged.verdict, by);
  for (const finding of judged.findings) change(findings, kindOf(finding), by);
}

function kindOf({ severity, rule }: Countable['findings'][number]): FindingKind {
  return `${severity} ${rule}`;
}

function change<K>(counts: Map<K, number>, key: K, by: number): void {
  const times = (counts.get(key) ?? 0) + by;
  if (times === 0) counts.delete(key);
  else counts.set(key, times);
}

/** `resources = healthy + in_flight + broken`, always. */
export function summaryOf(tally: Tally): VerifySummary {
  const { verdicts, standings } = tally;
  const occurred = VERDICTS.flatMap((verdict) => {
    const times = verdicts.get(verdict);
    return times === undefined ? [] : [[verdict, times] as const];
  });
  const sum = (wanted: (verdict: Verdict) => boolean) =>
    total(occurred.filter(([verdict]) => wanted(verdict)).map(([, times]) => times));
  const rules = ruleCounts(tally);
  const found = (severity: Severity) =>
    total(rules.filter((one) => one.severity === severity).map((one) => one.count));
  return {
    resources: sum(() => true),
    healthy: sum((verdict) => !NOT_HEALTHY.has(verdict)),
    in_flight: verdicts.get('in_flight') ?? 0,
    broken: verdicts.get('broken') ?? 0,
    brokenOpen: standings.get('open') ?? 0,
    brokenKnown: standings.get('known') ?? 0,
    otherOpen: standings.get('other') ?? 0,
    baselined: total(rules.map(({ baselined }) => baselined)),
    verdicts: Object.fromEntries(occurred),
    findings: { error: found('error'), warning: found('warning'), info: found('info') },
    rules,
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, one) => sum + one, 0);
}

/** Largest first; those that are as many by name, so that two runs over the same store tell the same. */
function ruleCounts({ findings, baselined }: Tally): RuleCount[] {
  const counts = [...findings].map(([kind, count]) => {
    const [severity = '', rule = ''] = kind.split(' ');
    return { rule, severity: severity as Severity, count, baselined: baselined.get(kind) ?? 0 };
  });
  const name = ({ rule, severity }: RuleCount) => `${rule} ${severity}`;
  return counts.sort((a, b) => b.count - a.count || (name(a) < name(b) ? -1 : 1));
}
