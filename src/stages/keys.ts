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
  /**
   * The bytes of `<schema path>/<id>`, one character a byte, only where they are not UTF-8: then the texts above show
   * U+FFFD, other resources may read the same, and no key can be made of them.
   */
  readonly rawName?: string;
}

/** `v2.0/ports/<id>`: how a resource is named in every output. */
export function resourceName(ref: ResourceRef): string {
  return `${ref.schemaPath}/${ref.id}`;
}

/**
 * What no two resources share, whatever their names read like. It has U+FFFD where the name is not UTF-8, and then half a
 * surrogate pair, which no text out of bytes has.
 */
export function identityOf(ref: ResourceRef): string {
  return ref.rawName === undefined ? resourceName(ref) : `\ufffd\ud800${ref.rawName}`;
}

/** The resources that these are the names of; what is no name is left out. */
export function refsNamed(names: Iterable<string>): ResourceRef[] {
  return [...names].flatMap((name) => refOfName(name) ?? []);
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

/** The same for reading it, whatever its bytes are. */
export function rawKeyOf(
  prefixes: Prefixes,
  area: Exclude<Area, 'jobs'>,
  ref: ResourceRef,
): string | Uint8Array {
  if (ref.rawName === undefined) return keyOf(prefixes, area, ref);
  return Buffer.concat([Buffer.from(prefixes[area]), Buffer.from(ref.rawName, 'latin1')]);
}

/** Splits `<schema path>/<id>`; undefined where either is empty. */
export function refOfName(name: string): ResourceRef | undefined {
  const slash = name.lastIndexOf('/');
  if (slash <= 0 || slash === name.length - 1) return undefined;
  return { schemaPath: name.slice(0, slash), id: name.slice(slash + 1) };
}

const QUOTES = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’)$/s;

/** A name as it was meant: without the blanks and the pairs of quotes that came with it from where it was copied. */
export function unquotedName(typed: string): string {
  const name = typed.trim();
  const inside = QUOTES.exec(name)
    ?.slice(1)
    .find((text) => text !== undefined);
  return inside === undefined ? name : unquotedName(inside);
}

/** The same of bytes. */
export function refOfBytes(name: Buffer): ResourceRef | undefined {
  const text = name.toString();
  const ref = refOfName(text);
  const isUtf8 = ref === undefined || !text.includes('\ufffd') || Buffer.from(text).equals(name);
  return isUtf8 ? ref : { ...ref, rawName: name.toString('latin1') };
}

/** The resource that a key under one area's prefix belongs to; undefined for any other key. */
export function refOfKey(
  prefixes: Prefixes,
  area: Exclude<Area, 'jobs'>,
  { key, rawKey }: { readonly key: string; readonly rawKey: Uint8Array },
): ResourceRef | undefined {
  const prefix = prefixes[area];
  if (!key.startsWith(prefix)) return undefined;
  if (!key.includes('\ufffd')) return refOfName(key.slice(prefix.length));
  return refOfBytes(Buffer.from(rawKey).subarray(Buffer.byteLength(prefix)));
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
  /** The bytes of the ID, one character a byte, only where the key is not UTF-8. */
  readonly rawId?: string;
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

/** The same of a key as it is stored. */
export function parseStoredJobKey(
  prefixes: Prefixes,
  { key, rawKey }: { readonly key: string; readonly rawKey: Uint8Array },
): JobName | undefined {
  const name = parseJobKey(prefixes, key);
  if (name === undefined || !name.id.includes('\ufffd')) return name;
  const bytes = Buffer.from(rawKey).toString('latin1');
  const rawPrefix = Buffer.from(prefixes.jobs).toString('latin1');
  const rawId = parseJobKey({ ...prefixes, jobs: rawPrefix }, bytes)?.id ?? '';
  return isText(rawId) ? name : { ...name, rawId };
}

/** Whether the bytes are UTF-8. */
function isText(latin1: string): boolean {
  const bytes = Buffer.from(latin1, 'latin1');
  return Buffer.from(bytes.toString()).equals(bytes);
}

/** Of the jobs whose ID reads like the resource's, those that name it. */
export function jobsNaming<J extends JobName>(ref: ResourceRef, jobs: readonly J[]): readonly J[] {
  if (ref.rawName === undefined && jobs.every(({ rawId }) => rawId === undefined)) return jobs;
  const id = ref.rawName?.slice(ref.rawName.lastIndexOf('/') + 1);
  // A name may be told apart by its schema path alone: then its ID is text.
  const wanted = id === undefined || isText(id) ? undefined : id;
  return jobs.filter(({ rawId }) => rawId === wanted);
}
