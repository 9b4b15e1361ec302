/**
 * Keys to resources and back. What lies where is a matter of settings; the schema path is whatever stands between a
 * stage's prefix and the last `/`, never a list of known types.
 */

export const STAGES = ['heat_stacks', 'job_state', 'state'] as const;
export type Stage = (typeof STAGES)[number];
export type Area = Stage | 'config' | 'jobs';
/** Each prefix ends with `/`. */
export type Prefixes = Readonly<Record<Area, string>>;

/** As a worker and Gohan without a watch prefix use them (the field's default). */
export const DEFAULT_PREFIXES: Prefixes = {
  heat_stacks: '/esi-worker/heat_stacks/',
  job_state: '/esi-worker/job_state/',
  state: '/state/',
  config: '/config/',
  jobs: '/jobs/',
};

export interface ResourceRef {
  /** For example `v2.0/ports`. */
  readonly schemaPath: string;
  readonly id: string;
}

/** `v2.0/ports/<id>`: how a resource is named in every output. */
export function resourceName(ref: ResourceRef): string {
  return `${ref.schemaPath}/${ref.id}`;
}

/** The last segment of the schema path, for example `ports`. */
export function pluralType(ref: Pick<ResourceRef, 'schemaPath'>): string {
  return ref.schemaPath.slice(ref.schemaPath.lastIndexOf('/') + 1);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SHORT_ID = 8;

/** A name to type: `ports/ddc14be4` for a UUID, else type and whole ID. */
export function shortName(ref: ResourceRef): string {
  const id = UUID.test(ref.id) ? ref.id.slice(0, SHORT_ID) : ref.id;
  return `${pluralType(ref)}/${id}`;
}

export function keyOf(prefixes: Prefixes, area: Exclude<Area, 'jobs'>, ref: ResourceRef): string {
  return `${prefixes[area]}${resourceName(ref)}`;
}

/** Splits `<schema path>/<id>`; undefined where either is empty. */
export function refOfName(name: string): ResourceRef | undefined {
  const slash = name.lastIndexOf('/');
  if (slash <= 0 || slash === name.length - 1) return undefined;
  return { schemaPath: name.slice(0, slash), id: name.slice(slash + 1) };
}

/** The resource that a key under one area's prefix belongs to; undefined for any other key. */
export function refOfKey(
  prefixes: Prefixes,
  area: Exclude<Area, 'jobs'>,
  key: string,
): ResourceRef | undefined {
  const prefix = prefixes[area];
  return key.startsWith(prefix) ? refOfName(key.slice(prefix.length)) : undefined;
}

/** First key after all that start with this non-empty prefix (its last byte raised by one, as etcd's clients do). */
export function endOfPrefix(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return prefix.slice(0, -1) + String.fromCharCode(last + 1);
}

export const JOB_FOLDERS = ['all', 'waiting', 'ready', 'working', 'finished'] as const;
export type JobFolder = (typeof JOB_FOLDERS)[number];

/** What `/jobs/<folder>/<action>:<handler>:<type>:<id>:<version>:<random>` says. */
export interface JobName {
  readonly folder: JobFolder;
  /** All behind the folder: the same in each folder that the job goes through. */
  readonly job: string;
  readonly action: string;
  readonly handler: string;
  readonly type: string;
  readonly id: string;
  /** Version of `/config` that the job brings about, as text. */
  readonly version: string;
}

/** Undefined for a key that is no job's. An ID may hold colons: what is fixed is counted from both ends. */
export function parseJobKey(prefixes: Prefixes, key: string): JobName | undefined {
  if (!key.startsWith(prefixes.jobs)) return undefined;
  const rest = key.slice(prefixes.jobs.length);
  const slash = rest.indexOf('/');
  const folder = JOB_FOLDERS.find((name) => name === rest.slice(0, slash));
  const job = rest.slice(slash + 1);
  const parts = job.split(':');
  if (folder === undefined || parts.length < 6) return undefined;
  const [action = '', handler = '', type = ''] = parts;
  return {
    folder,
    job,
    action,
    handler,
    type,
    id: parts.slice(3, -2).join(':'),
    version: parts.at(-2) ?? '',
  };
}
