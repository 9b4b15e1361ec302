import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigFile } from '../../../src/settings/config-file.ts';

/** As where there is no configuration file. */
export const NO_FILE: ConfigFile = {
  path: '/home/me/.config/esi-state/config.yaml',
  origin: 'default',
  found: false,
  severities: {},
  known: { fields: [], statuses: [] },
  secrets: {},
  contexts: [],
};

/** A folder for configuration files that is gone when the test file ends. */
export function configFolder(): { readonly folder: string; write(text: string, name?: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-config-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write: (text, name = 'config.yaml') => {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    },
  };
}
