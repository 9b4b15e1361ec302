import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sourcesFile, useRelease } from './release.ts';

const run = promisify(execFile);
const STEP_TIMEOUT_MS = 180_000;
const STALE_MS = 60 * 60 * 1000;
const WORK = 'download-';

/**
 * apt-get with package lists and a cache of its own under `folder`: it needs neither root nor lists that someone
 * else brought up to date, and changes nothing on the system.
 */
function aptGet(folder: string, ...command: string[]): Promise<unknown> {
  const sources = sourcesFile(folder);
  const options = [
    `Dir::State::lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    // Root's apt would download as the user _apt, which may not write to this folder.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    ...(existsSync(sources) ? [`Dir::Etc::sourcelist=${sources}`, 'Dir::Etc::sourceparts=-'] : []),
  ].flatMap((option) => ['-o', option]);
  return run('apt-get', ['-q', ...options, ...command], { cwd: `${folder}/debs`, timeout: STEP_TIMEOUT_MS });
}

function prepare(cache: string): string {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, WORK));
  for (const part of ['lists/partial', 'cache/archives/partial', 'debs', 'files']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  return folder;
}

/** What downloads that were killed left behind. */
function removeStale(cache: string): void {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith(WORK))) {
    const age = Date.now() - (statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE_MS) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

async function download(packageNames: readonly string[], folder: string): Promise<string[]> {
  // A hook or one unreachable source fails the update even where the package itself can be had: the download decides.
  const update = await aptGet(folder, 'update').then(
    () => '',
    (error: Error) => error.message,
  );
  await aptGet(folder, 'download', ...packageNames).catch((cause: Error) => {
    throw new Error([cause.message, update].filter((text) => text !== '').join('\n'), { cause });
  });
  const files = readdirSync(join(folder, 'debs')).filter((name) => name.endsWith('.deb'));
  if (files.length < packageNames.length)
    throw new Error(`apt-get downloaded ${files.length} files for ${packageNames.join(' ')}`);
  return files.map((name) => join(folder, 'debs', name));
}

async function unpack(packageNames: readonly string[], folder: string): Promise<string> {
  const files = join(folder, 'files');
  for (const file of await download(packageNames, folder))
    await run('dpkg', ['-x', file, files], { timeout: STEP_TIMEOUT_MS });
  return files;
}

/**
 * Puts all files of the distribution's packages below `<cache>/<name>`, whole or not at all, unless they are there.
 * Throws what apt-get or dpkg said.
 */
export async function unpackTree(
  name: string,
  packageNames: readonly string[],
  cache: string,
): Promise<string> {
  const target = join(cache, name);
  if (existsSync(target)) return target;
  const folder = prepare(cache);
  try {
    removeStale(cache);
    const files = await unpack(packageNames, folder);
    try {
      renameSync(files, target);
    } catch (error) {
      // Another process was first.
      if (!existsSync(target)) throw error;
    }
    return target;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Puts `/usr/bin/<program>` of these of the distribution's packages (by program) into the cache as `<cache>/<program>`.
 * Each file appears whole or not at all; of several processes that do it at once, each leaves a whole one. Throws what
 * apt-get or dpkg said. With a release, its code name, the packages are that release's.
 */
export async function unpackPrograms(
  packages: Readonly<Record<string, string>>,
  cache: string,
  release?: string,
): Promise<void> {
  const folder = prepare(cache);
  try {
    removeStale(cache);
    if (release !== undefined) await useRelease(release, folder);
    const files = await unpack(Object.values(packages), folder);
    for (const program of Object.keys(packages)) {
      const unpacked = join(files, 'usr/bin', program);
      // One that does not run here (another architecture, a broken package) must not get into the cache.
      const version = program === 'etcdctl' ? 'version' : '--version';
      await run(unpacked, [version], { timeout: STEP_TIMEOUT_MS, env: {} });
      renameSync(unpacked, join(cache, program));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
