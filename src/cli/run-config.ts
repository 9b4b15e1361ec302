import type { Outcome } from './command.ts';
import { loadConfigFile } from './config-file.ts';
import { configResult } from './config-result.ts';
import { exposedSettings } from './exposed.ts';
import { isJson } from './format-option.ts';
import { tellNotes } from './notes.ts';
import type { CommonFlags } from './session.ts';
import { resolveSettings } from './settings.ts';
import { readyScreen, type Terminal } from './terminal.ts';

/** The settings in force; reads the configuration file, of the files that are named there the modes alone, and no etcd. */
export async function runConfig(flags: CommonFlags, terminal: Terminal): Promise<Outcome> {
  const file = await loadConfigFile(flags.config, terminal.env);
  const settings = resolveSettings(flags, terminal.env, file);
  const exposed = exposedSettings(file, settings.connection);
  const result = configResult(file, { ...settings, notes: [...settings.notes, ...exposed] }, flags);
  tellNotes(result.notes, isJson(flags), terminal);
  if (isJson(flags)) {
    const { configJson, configLine } = await import('../report/config-json.ts');
    return { output: flags.format === 'json' ? configJson(result) : configLine(result), exitCode: 0 };
  }
  const { renderConfig } = await import('../report/config.ts');
  return { output: renderConfig(result, await readyScreen(terminal, result)), exitCode: 0 };
}
