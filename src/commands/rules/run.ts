import { loadConfigFile } from '../../settings/config-file.ts';
import { isJson } from '../../settings/format.ts';
import type { CommonFlags } from '../../settings/session.ts';
import { type Outcome, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { explainRule, listRules } from './rules.ts';
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
