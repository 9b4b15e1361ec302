import { RULES } from '../../judge/catalogue.ts';
import { judge, type Severities } from '../../judge/judge.ts';
import { exampleResource } from '../../judge/rules/example-resource.ts';
import { loadConfigFile } from '../../settings/config-file.ts';
import { unknownRule } from '../../settings/config-values.ts';
import { isJson } from '../../settings/format.ts';
import type { CommonFlags } from '../../settings/session.ts';
import { type Outcome, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import type { JudgedExample, RuleEntry } from './result.ts';
import { renderRule, renderRules } from './views/screen.ts';

/** The catalogue, or one rule of it; reads no store. */
export async function runRules(
  id: string | undefined,
  flags: CommonFlags,
  terminal: Terminal,
): Promise<Outcome> {
  const { severities } = await loadConfigFile(flags.config, terminal.env);
  if (isJson(flags)) {
    const { rulesJson, rulesLines } = await import('./views/json.ts');
    const entries = id === undefined ? listRules(severities) : [explainRule(id, severities)];
    return { output: flags.format === 'json' ? rulesJson(entries) : rulesLines(entries), exitCode: 0 };
  }
  return { output: await render(id, severities, terminal), exitCode: 0 };
}

async function render(
  id: string | undefined,
  severities: Parameters<typeof listRules>[0],
  terminal: Terminal,
): Promise<string> {
  if (id === undefined) {
    const rules = listRules(severities);
    return renderRules(rules, await readyScreen(terminal, rules));
  }
  const rule = explainRule(id, severities);
  return renderRule(rule, await readyScreen(terminal, rule));
}

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
