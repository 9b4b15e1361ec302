import type { RuleEntry } from '../commands/results.ts';

/** `rules -o json`: what each rule is, without its examples. */
export function rulesJson(entries: readonly RuleEntry[]): string {
  const rules = entries.map(
    ({ rule: { id, severity: by_default, holds, meaning, why, repair, waitsForJob }, severity }) => ({
      id,
      severity,
      default: by_default,
      holds,
      meaning,
      why,
      repair,
      waits_for_job: waitsForJob,
    }),
  );
  return `${JSON.stringify({ schema_version: 1, rules }, null, 2)}\n`;
}
