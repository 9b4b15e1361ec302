import { sourceJson } from '../../../drawing/judgement-json.ts';
import type { BaselineReport, SinceInfo, VerifyResult, VerifySummary } from '../result.ts';

/** What verify tells of the whole, in `-o json` and on the last line of `-o ndjson` alike. */
export function wholeJson({ source, summary, notes, since, baseline }: VerifyResult) {
  return {
    source: sourceJson(source),
    summary: summaryJson(summary),
    notes,
    since: sinceJson(since),
    baseline: baselineJson(baseline),
  };
}

function baselineJson(baseline: BaselineReport | undefined) {
  if (baseline === undefined) return undefined;
  const { file, counts, nextExpiry, lines } = baseline;
  return {
    file,
    lines: { ...counts },
    next_expiry: nextExpiry === undefined ? null : { ...nextExpiry },
    attention: lines.map(({ outcome, resource, rule, reason, expires }) => ({
      ...{ outcome, resource, rule, reason, expires },
    })),
  };
}

function summaryJson({ resources, healthy, in_flight, broken, ...summary }: VerifySummary) {
  const { error, warning, info } = summary.findings;
  return {
    ...{ resources, healthy, in_flight, broken },
    broken_open: summary.brokenOpen,
    broken_known: summary.brokenKnown,
    baselined: summary.baselined,
    verdicts: { ...summary.verdicts },
    findings: { error, warning, info },
    rules: summary.rules.map(({ rule, severity, count, baselined }) => ({
      ...{ rule, severity, count, baselined },
    })),
  };
}

/** `since` of a run with `--since`; left out of others. */
export function sinceJson(since: SinceInfo | undefined) {
  if (since === undefined) return undefined;
  const { revision, lastRun, fullRun } = since;
  return { revision, last_run: lastRun, full_run: fullRun };
}
