import { loadConfigFile } from '../../settings/config-file.ts';
import { exposedSettings } from '../../settings/exposed.ts';
import { isJson } from '../../settings/format.ts';
import type { CommonFlags } from '../../settings/session.ts';
import { resolveSettings } from '../../settings/settings.ts';
import { tellNotes } from '../../terminal/outcome.ts';
import { type Outcome, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { configResult } from './config.ts';

/** The settings in force; reads the configuration file, of the files that are named there the modes alone, and no etcd. */
export async function runConfig(flags: CommonFlags, terminal: Terminal): Promise<Outcome> {
  const file = await loadConfigFile(flags.config, terminal.env);
  const settings = resolveSettings(flags, terminal.env, file);
  const exposed = exposedSettings(file, settings.connection);
  const result = configResult(file, { ...settings, notes: [...settings.notes, ...exposed] }, flags);
  tellNotes(result.notes, isJson(flags), terminal);
  if (isJson(flags)) {
    const { configJson, configLine } = await import('./views/json.ts');
    return { output: flags.format === 'json' ? configJson(result) : configLine(result), exitCode: 0 };
  }
  const { renderConfig } = await import('./views/screen.ts');
  return { output: renderConfig(result, await readyScreen(terminal, result)), exitCode: 0 };
}
