import { verdictWord } from '../../../drawing/headline.ts';
import { VERDICTS } from '../../../judge/finding.ts';
import type { VerifyResult, VerifySummary } from '../result.ts';

/** What was found in all, in words. */
export function summaryText({ summary, source, failures }: VerifyResult): string {
  const unchecked =
    failures.length === 0 ? '' : `; ${counted(failures.length, 'name', 'names')} could not be checked`;
  return `${outcome(summary)} at revision ${source.revision}${verdictCounts(summary)}${unchecked}`;
}

/** "No inconsistencies" is only said of what was looked at. */
function outcome(summary: VerifySummary): string {
  const resources = counted(summary.resources, 'resource', 'resources');
  if (summary.resources === 0) return 'no resource was checked';
  const known = summary.brokenKnown > 0 ? ` (${summary.brokenKnown} known)` : '';
  if (summary.broken > 0) return `${summary.broken} broken${known} of ${resources}`;
  return `no inconsistencies in ${resources}`;
}

function verdictCounts({ verdicts }: VerifySummary): string {
  const occurred = VERDICTS.flatMap((verdict) => {
    const count = verdicts[verdict] ?? 0;
    return count > 0 && verdict !== 'broken' ? [{ count, word: verdictWord(verdict).toLowerCase() }] : [];
  });
  const largestFirst = occurred.sort((a, b) => b.count - a.count);
  return occurred.length === 0
    ? ''
    : ` (${largestFirst.map(({ count, word }) => `${count} ${word}`).join(', ')})`;
}

/** Findings by severity, warnings by rule too; undefined where there are none. Info is never listed. */
export function findingsText({ findings, rules }: VerifySummary): string | undefined {
  const { error, warning, info } = findings;
  const told = [
    ...(error > 0 ? [counted(error, 'error', 'errors')] : []),
    ...(warning > 0 ? [`${counted(warning, 'warning', 'warnings')}${byRule(rules)}`] : []),
    ...(info > 0 ? [`${info} info`] : []),
  ];
  return told.length === 0 ? undefined : told.join(', ');
}

/** `(failed-job 17, no-config 2)`. */
function byRule(rules: VerifySummary['rules']): string {
  const warnings = rules.filter(({ severity }) => severity === 'warning');
  return warnings.length === 0
    ? ''
    : ` (${warnings.map(({ rule, count }) => `${rule} ${count}`).join(', ')})`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
