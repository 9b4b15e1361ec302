import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StoreError, UsageError } from '../../errors.ts';
import { unpackProgram } from './distribution.ts';

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

function surroundings(name = 'etcd'): Surroundings {
  return { environment: process.env, cache: join(projectRoot(), '.cache', `${name}-${process.arch}`) };
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

async function named(path: string, variable = 'ETCD_BIN'): Promise<string> {
  const hint = `set ${variable} to an etcd server executable, or unset it`;
  if (!isAbsolute(path) || !isExecutable(path)) {
    throw new UsageError(`${variable} is "${path}", which is not the absolute path of an executable file`, {
      hint,
    });
  }
  const { stdout } = await run(path, ['--version'], { timeout: VERSION_TIMEOUT_MS }).catch((cause: Error) => {
    throw new UsageError(`${variable} is "${path}", which cannot be run: ${cause.message}`, { hint, cause });
  });
  if (stdout.startsWith('etcd Version:')) return path;
  throw new UsageError(`${variable} is "${path}", which is no etcd: it does not tell an etcd's version`, {
    hint,
  });
}

/** @param variable that could have named one; a release, by its code name, is not the one of `PATH` */
async function downloaded(
  program: string,
  packageName: string,
  cache: string,
  { variable = 'ETCD_BIN', release }: { readonly variable?: string; readonly release?: string } = {},
): Promise<string> {
  const target = join(cache, program);
  if (isExecutable(target)) return target;
  try {
    await unpackProgram(program, packageName, cache, release);
    return target;
  } catch (cause) {
    const places = release === undefined ? 'PATH has none, nor has' : 'there is none in';
    const whose = release === undefined ? packageName : `${packageName} of ${release}`;
    throw new StoreError(
      `there is no ${program}: ${variable} is not set, ${places} ${cache}, ` +
        `and the distribution's package ${whose} could not be had: ${(cause as Error).message}`,
      { hint: `install ${whose}, set ${variable}, or give network to the distribution's packages`, cause },
    );
  }
}

/**
 * The path of an etcd server: `$ETCD_BIN`, then `PATH`, the project's cache, and else the distribution's package,
 * downloaded into that cache without root. Throws `UsageError` where ETCD_BIN is set and wrong, `StoreError` where
 * none can be had.
 */
export async function findEtcd(where: Surroundings = surroundings()): Promise<string> {
  const wanted = where.environment['ETCD_BIN'];
  if (wanted !== undefined && wanted !== '') return named(wanted);
  const installed = inPath('etcd', where.environment['PATH']);
  return installed ?? (await downloaded('etcd', 'etcd-server', where.cache));
}

/** The release of the distribution after the one that has etcd 3.4; it has etcd 3.5. */
const NEXT = 'trixie';

/**
 * The path of an etcd of the next minor version: `$ETCD_NEXT_BIN`, the project's cache, and else the package of the
 * distribution's next release. Throws as `findEtcd` does.
 *
 * @public used by scripts/versions.mjs
 */
export async function findNextEtcd(where: Surroundings = surroundings()): Promise<string> {
  const wanted = where.environment['ETCD_NEXT_BIN'];
  if (wanted !== undefined && wanted !== '') return named(wanted, 'ETCD_NEXT_BIN');
  return downloaded('etcd', 'etcd-server', `${where.cache}-${NEXT}`, {
    variable: 'ETCD_NEXT_BIN',
    release: NEXT,
  });
}

/** The path of an etcdctl: beside `$ETCD_BIN`, then as `findEtcd` looks. Throws `StoreError` where none can be had. */
export async function findEtcdctl(where: Surroundings = surroundings()): Promise<string> {
  const wanted = where.environment['ETCD_BIN'];
  const beside = wanted ? join(dirname(wanted), 'etcdctl') : undefined;
  if (beside !== undefined && isExecutable(beside)) return beside;
  const installed = inPath('etcdctl', where.environment['PATH']);
  return installed ?? (await downloaded('etcdctl', 'etcd-client', where.cache));
}

/**
 * The path of Prometheus's promtool, with which tests check metrics and alert rules: `$PROMTOOL`, then `PATH`, the
 * project's cache, and else the distribution's package (20 MB), unpacked like etcd's. Throws as `findEtcd` does.
 */
export async function findPromtool(where: Surroundings = surroundings('prometheus')): Promise<string> {
  const wanted = where.environment['PROMTOOL'];
  if (wanted !== undefined && wanted !== '') {
    if (isAbsolute(wanted) && isExecutable(wanted)) return wanted;
    throw new UsageError(`PROMTOOL is "${wanted}", which is not the absolute path of an executable file`, {
      hint: 'set PROMTOOL to a promtool executable, or unset it',
    });
  }
  const installed = inPath('promtool', where.environment['PATH']);
  return installed ?? (await downloaded('promtool', 'prometheus', where.cache, { variable: 'PROMTOOL' }));
}
