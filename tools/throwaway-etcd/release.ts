import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 20_000;

/** Signs all of Debian's releases. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Of the system's own sources the first with the distribution itself, not its updates. */
async function mirror(): Promise<string> {
  const format = ['--format', '$(SITE) $(RELEASE) $(COMPONENT)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', ['indextargets', ...format], { timeout: TIMEOUT_MS });
  const own = stdout.split('\n').map((line) => line.split(' '));
  const site = own.find(([, release, component]) => component === 'main' && !release?.includes('-'))?.[0];
  if (site === undefined) throw new Error("apt-get knows no source of the distribution's packages");
  return site;
}

/** Where `distribution.ts` looks for sources that stand for the system's own. */
export function sourcesFile(folder: string): string {
  return `${folder}/sources.list`;
}

/** Has apt-get take packages from another release of the distribution, by its code name, and from nowhere else. */
export async function useRelease(release: string, folder: string): Promise<void> {
  const signed = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : '';
  writeFileSync(sourcesFile(folder), `deb ${signed}${await mirror()} ${release} main\n`);
}
