import type { Judgement, Severity, Verdict } from '../judge/finding.ts';
import { VERDICTS } from '../judge/finding.ts';
import type { VerifySummary } from './results.ts';

const NOT_HEALTHY: ReadonlySet<Verdict> = new Set(['broken', 'in_flight']);

/** Counts of a run; grows while resources are judged. */
export interface Tally {
  readonly verdicts: Map<Verdict, number>;
  readonly severities: Map<Severity, number>;
}

export function newTally(): Tally {
  return { verdicts: new Map(), severities: new Map() };
}

export function count(tally: Tally, judged: Pick<Judgement, 'verdict' | 'findings'>): void {
  add(tally, judged, 1);
}

/** Takes back what was counted. */
export function discount(tally: Tally, judged: Pick<Judgement, 'verdict' | 'findings'>): void {
  add(tally, judged, -1);
}

function add(
  { verdicts, severities }: Tally,
  { verdict, findings }: Pick<Judgement, 'verdict' | 'findings'>,
  by: number,
): void {
  change(verdicts, verdict, by);
  for (const { severity } of findings) change(severities, severity, by);
}

/** What doesn't occur has no entry. */
function change<K>(counts: Map<K, number>, key: K, by: number): void {
  const times = (counts.get(key) ?? 0) + by;
  if (times === 0) counts.delete(key);
  else counts.set(key, times);
}

/** `resources = healthy + in_flight + broken`, always. */
export function summaryOf({ verdicts, severities }: Tally): VerifySummary {
  const occurred = VERDICTS.flatMap((verdict) => {
    const times = verdicts.get(verdict);
    return times === undefined ? [] : [[verdict, times] as const];
  });
  const sum = (wanted: (verdict: Verdict) => boolean) =>
    occurred.filter(([verdict]) => wanted(verdict)).reduce((total, [, times]) => total + times, 0);
  return {
    resources: sum(() => true),
    healthy: sum((verdict) => !NOT_HEALTHY.has(verdict)),
    in_flight: verdicts.get('in_flight') ?? 0,
    broken: verdicts.get('broken') ?? 0,
    verdicts: Object.fromEntries(occurred),
    findings: {
      error: severities.get('error') ?? 0,
      warning: severities.get('warning') ?? 0,
      info: severities.get('info') ?? 0,
    },
  };
}
