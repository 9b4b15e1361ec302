/**
 * Where an etcd of a version comes from: `$ETCD_BIN`, whatever its version, else `PATH` where its version is the one
 * asked for, else the project's cache, and else the package of the distribution's release that has it.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StoreError, UsageError } from '../../src/errors.ts';
import { unpackPrograms } from './distribution.ts';
import { byAge, DEFAULT_VERSION, ETCD_VERSIONS } from './versions.ts';

/** Where to look; the real surroundings, unless a test says otherwise. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder for what was downloaded; made where it is missing. */
  readonly cache: string;
}

const run = promisify(execFile);
const VERSION_TIMEOUT_MS = 20_000;

/** The checkout this file was built in: the nearest folder above it with a package.json. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/**
 * The real ones, of the program that is looked for.
 *
 * @public used by scripts/versions.mjs
 */
export function surroundings(
  environment: Surroundings['environment'] = process.env,
  name = 'etcd',
): Surroundings {
  return { environment, cache: join(projectRoot(), '.cache', `${name}-${process.arch}`) };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function inPath(program: string, path: string | undefined): string | undefined {
  // Relative entries mean another file after every chdir.
  const folders = (path ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

async function named(path: string): Promise<string> {
  const hint = 'set ETCD_BIN to an etcd server executable, or unset it';
  if (!isAbsolute(path) || !isExecutable(path)) {
    throw new UsageError(`ETCD_BIN is "${path}", which is not the absolute path of an executable file`, {
      hint,
    });
  }
  const { stdout } = await run(path, ['--version'], { timeout: VERSION_TIMEOUT_MS }).catch((cause: Error) => {
    throw new UsageError(`ETCD_BIN is "${path}", which cannot be run: ${cause.message}`, { hint, cause });
  });
  if (stdout.startsWith('etcd Version:')) return path;
  throw new UsageError(`ETCD_BIN is "${path}", which is no etcd: it does not tell an etcd's version`, {
    hint,
  });
}

/** What an etcd (`etcd Version: 3.5.30`) or etcdctl (`etcdctl version: 3.5.30`) tells; undefined where it can't run. */
async function versionOf(path: string, argument: 'version' | '--version'): Promise<string | undefined> {
  const told = await run(path, [argument], { timeout: VERSION_TIMEOUT_MS }).catch(() => undefined);
  return /^etcd(?:ctl)? [Vv]ersion: (\S+)$/m.exec(told?.stdout ?? '')?.[1];
}

/** The version that `$ETCD_VERSION` asks for. Throws `UsageError` for one that the distribution never had. */
function versionAskedFor({ ETCD_VERSION: version }: Surroundings['environment']): string {
  if (version === undefined || version === '') return DEFAULT_VERSION;
  if (ETCD_VERSIONS[version] !== undefined) return version;
  throw new UsageError(
    `ETCD_VERSION is "${version}", which is none of ${Object.keys(ETCD_VERSIONS).join(', ')}`,
    {
      hint: 'name one of these, or another etcd by ETCD_BIN',
    },
  );
}

const PACKAGES = { etcd: 'etcd-server', etcdctl: 'etcd-client' };

interface Unpacked {
  /** Has `etcd` and `etcdctl`. */
  readonly folder: string;
  readonly version: string;
}

/** The release's etcd in the cache, put there where it is missing. Throws what apt-get or dpkg said. */
async function unpackedFrom(release: string, cache: string): Promise<Unpacked> {
  const folder = join(cache, release);
  const isThere = Object.keys(PACKAGES).every((program) => isExecutable(join(folder, program)));
  if (!isThere) await unpackPrograms(PACKAGES, folder, release);
  return { folder, version: (await versionOf(join(folder, 'etcd'), '--version')) ?? '' };
}

/**
 * The folder of this version, or of the newest that can stand for it where it is gone from all releases, which is said
 * on standard error. Throws `StoreError`.
 */
async function unpacked(version: string, cache: string): Promise<string> {
  const { releases, standIn } = ETCD_VERSIONS[version] ?? { releases: [], standIn: () => false };
  const others: Unpacked[] = [];
  const failures: string[] = [];
  for (const release of releases) {
    try {
      const found = await unpackedFrom(release, cache);
      if (found.version === version) return found.folder;
      others.push(found);
    } catch (cause) {
      failures.push((cause as Error).message);
    }
  }
  const newest = others
    .filter((other) => standIn(other.version))
    .sort((a, b) => byAge(b.version, a.version))[0];
  if (newest === undefined)
    throw nowhere(version, cache, [...failures, ...others.map((other) => `it has ${other.version}`)]);
  process.stderr.write(
    `note: the distribution has no etcd ${version} any more; ${newest.version} stands for it\n`,
  );
  return newest.folder;
}

function nowhere(version: string, cache: string, why: readonly string[]): StoreError {
  const { releases = [] } = ETCD_VERSIONS[version] ?? {};
  const whose = `${Object.values(PACKAGES).join(' and ')} of ${releases.join(' or ')}`;
  return new StoreError(
    `there is no etcd ${version}: ETCD_BIN is not set, PATH has none of that version, nor has ${cache}, ` +
      `and the distribution's packages ${whose} could not be had: ${why.join('; ')}`,
    { hint: `set ETCD_BIN to an etcd server executable, or give network to the distribution's packages` },
  );
}

/**
 * The path of an etcd server of this version. Throws `UsageError` where ETCD_BIN or ETCD_VERSION is set and wrong,
 * `StoreError` where none can be had.
 */
export async function findEtcd(where: Surroundings = surroundings()): Promise<string> {
  const { environment, cache } = where;
  const wanted = environment['ETCD_BIN'];
  if (wanted !== undefined && wanted !== '') return named(wanted);
  const version = versionAskedFor(environment);
  const installed = inPath('etcd', environment['PATH']);
  if (installed !== undefined && (await versionOf(installed, '--version')) === version) return installed;
  return join(await unpacked(version, cache), 'etcd');
}

/** The path of an etcdctl: beside `$ETCD_BIN`, then as `findEtcd` looks, and throws. */
export async function findEtcdctl(where: Surroundings = surroundings()): Promise<string> {
  const { environment, cache } = where;
  const wanted = environment['ETCD_BIN'];
  const beside = wanted ? join(dirname(wanted), 'etcdctl') : undefined;
  if (beside !== undefined && isExecutable(beside)) return beside;
  const version = versionAskedFor(environment);
  const installed = inPath('etcdctl', environment['PATH']);
  if (installed !== undefined && (await versionOf(installed, 'version')) === version) return installed;
  return join(await unpacked(version, cache), 'etcdctl');
}

/**
 * The path of Prometheus's promtool, with which tests check metrics and alert rules: `$PROMTOOL`, then `PATH`, the
 * project's cache, and else the distribution's package (20 MB), unpacked like etcd's. Throws as `findEtcd` does.
 */
export async function findPromtool(
  where: Surroundings = surroundings(process.env, 'prometheus'),
): Promise<string> {
  const wanted = where.environment['PROMTOOL'];
  if (wanted !== undefined && wanted !== '') {
    if (isAbsolute(wanted) && isExecutable(wanted)) return wanted;
    throw new UsageError(`PROMTOOL is "${wanted}", which is not the absolute path of an executable file`, {
      hint: 'set PROMTOOL to a promtool executable, or unset it',
    });
  }
  const installed = inPath('promtool', where.environment['PATH']) ?? inPath('promtool', where.cache);
  if (installed !== undefined) return installed;
  try {
    await unpackPrograms({ promtool: 'prometheus' }, where.cache);
    return join(where.cache, 'promtool');
  } catch (cause) {
    throw new StoreError(
      `there is no promtool: PROMTOOL is not set, PATH has none, nor has ${where.cache}, ` +
        `and the distribution's package prometheus could not be had: ${(cause as Error).message}`,
      { hint: "install prometheus, set PROMTOOL, or give network to the distribution's packages", cause },
    );
  }
}
