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

function surroundings(): Surroundings {
  return { environment: process.env, cache: join(projectRoot(), '.cache', `etcd-${process.arch}`) };
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

async function downloaded(program: string, packageName: string, cache: string): Promise<string> {
  const target = join(cache, program);
  if (isExecutable(target)) return target;
  try {
    await unpackProgram(program, packageName, cache);
    return target;
  } catch (cause) {
    throw new StoreError(
      `there is no ${program}: ETCD_BIN is not set, PATH has none, nor has ${cache}, ` +
        `and the distribution's package ${packageName} could not be had: ${(cause as Error).message}`,
      { hint: `install ${packageName}, set ETCD_BIN, or give network to the distribution's packages`, cause },
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

/** The path of an etcdctl: beside `$ETCD_BIN`, then as `findEtcd` looks. Throws `StoreError` where none can be had. */
export async function findEtcdctl(where: Surroundings = surroundings()): Promise<string> {
  const wanted = where.environment['ETCD_BIN'];
  const beside = wanted ? join(dirname(wanted), 'etcdctl') : undefined;
  if (beside !== undefined && isExecutable(beside)) return beside;
  const installed = inPath('etcdctl', where.environment['PATH']);
  return installed ?? (await downloaded('etcdctl', 'etcd-client', where.cache));
}
