import type { RuleEntry } from '../result.ts';

/** `rules -o json`: what each rule is, without its examples. */
export function rulesJson(entries: readonly RuleEntry[]): string {
  return `${JSON.stringify({ schema_version: 1, rules: entries.map(ruleJson) }, null, 2)}
`;
}

/** `rules -o ndjson`: a rule a line. */
export function rulesLines(entries: readonly RuleEntry[]): string {
  return entries
    .map(
      (entry) => `${JSON.stringify(ruleJson(entry))}
`,
    )
    .join('');
}

function ruleJson({ rule, severity }: RuleEntry) {
  const { id, severity: byDefault, holds, meaning, why, repair, waitsForJob } = rule;
  return { id, severity, default: byDefault, holds, meaning, why, repair, waits_for_job: waitsForJob };
}
