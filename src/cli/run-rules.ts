import { explainRule, listRules } from '../commands/rules.ts';
import { renderRule, renderRules } from '../report/rules.ts';
import type { Outcome } from './command.ts';
import { loadConfigFile } from './config-file.ts';
import { type CommonFlags, isJson } from './session.ts';
import { screenFor, type Terminal } from './terminal.ts';

/** The catalogue, or one rule of it; reads no store. */
export async function runRules(
  id: string | undefined,
  flags: CommonFlags,
  terminal: Terminal,
): Promise<Outcome> {
  const { severities } = await loadConfigFile(flags.config, terminal.env);
  const screen = screenFor(terminal);
  if (isJson(flags)) {
    const { rulesJson, rulesLines } = await import('../report/rules-json.ts');
    const entries = id === undefined ? listRules(severities) : [explainRule(id, severities)];
    return { output: flags.format === 'json' ? rulesJson(entries) : rulesLines(entries), exitCode: 0 };
  }
  const output =
    id === undefined
      ? renderRules(listRules(severities), screen)
      : renderRule(explainRule(id, severities), screen);
  return { output, exitCode: 0 };
}
