import { RULES } from '../../judge/catalogue.ts';
import { judge, type Severities } from '../../judge/judge.ts';
import { exampleResource } from '../../judge/rules/example-resource.ts';
import { unknownRule } from '../../settings/config-values.ts';
import type { JudgedExample, RuleEntry } from './result.ts';

/** The catalogue, in the order in which findings are told. */
export function listRules(severities: Severities): RuleEntry[] {
  return RULES.map((rule) => ({ rule, severity: severities[rule.id] ?? rule.severity }));
}

/** One rule with its examples judged. Throws `UsageError` for an unknown ID, naming the ones that look like it. */
export function explainRule(
  id: string,
  severities: Severities,
): RuleEntry & { readonly examples: readonly JudgedExample[] } {
  const entry = listRules(severities).find(({ rule }) => rule.id === id);
  if (entry === undefined) throw unknownRule(id);
  const forced = entry.severity === 'off' ? { [id]: 'info' as const } : {};
  const examples = entry.rule.examples().map((example) => ({
    example,
    findings: judge(exampleResource(example), { severities: forced }).findings.filter(
      ({ rule }) => rule === id,
    ),
  }));
  return { ...entry, examples };
}
