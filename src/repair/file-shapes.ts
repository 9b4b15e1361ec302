/**
 * What plan files and journals have in common, as strict shapes: all of it is demanded, and nothing else is taken. Whoever
 * can write such a file could have written anything into it.
 */
import {
  array,
  check,
  type GenericSchema,
  getDotPath,
  type InferOutput,
  maxLength,
  maxValue,
  minLength,
  minValue,
  nullable,
  number,
  picklist,
  pipe,
  regex,
  safeInteger,
  safeParse,
  strictObject,
  string,
  transform,
  union,
} from 'valibot';
import { type Json, NumberText } from '../stages/json.ts';
import { readJsonBytes } from '../stages/json-read.ts';
import { refOfName, STAGES } from '../stages/keys.ts';
import { digest } from './digest.ts';
import type { GuardedDigests, GuardedRevisions } from './plan/plan.ts';
import { bytesOf, type Image } from './plan/stored-value.ts';

/** Text that survives being written as UTF-8: no half of a surrogate pair. */
export const text = pipe(
  string(),
  check((value) => !/\p{Surrogate}/u.test(value)),
);
export const texts = array(text);
/** etcd's revisions count from 1; 0 is an absent key's. */
export const revision = pipe(number(), safeInteger(), minValue(0));
export const milliseconds = pipe(number(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));
export const entryId = pipe(string(), regex(/^[0-9a-f]{4,64}$/));

const MAX_INT64 = 2n ** 63n;
/** An int64 in decimal, "0" for none. */
const lease = pipe(
  string(),
  regex(/^(0|-?[1-9]\d{0,18})$/),
  check((id) => BigInt(id) < MAX_INT64 && BigInt(id) >= -MAX_INT64),
);

/** Node takes any text for base64; only what it would write itself is. */
const base64 = pipe(
  string(),
  check((value) => Buffer.from(value, 'base64').toString('base64') === value),
);
const storedValue = pipe(
  nullable(union([strictObject({ text }), strictObject({ base64 })])),
  transform(bytesOf),
);

const image = pipe(
  strictObject({ stage: picklist(STAGES), key: text, lease, before: storedValue, after: storedValue }),
  check(({ before, after }) => before !== undefined || after !== undefined),
  transform(({ lease: leaseId, ...more }): Image => ({ ...more, leaseId })),
);
/** At most one image a stage (`fitTogether` sees to that). */
export const images = pipe(array(image), minLength(1), maxLength(STAGES.length));

const sha256 = nullable(pipe(string(), regex(/^[0-9a-f]{64}$/)));
export const guards = strictObject({
  heat_stacks: revision,
  job_state: revision,
  state: revision,
  config: revision,
});
export const digests = strictObject({
  heat_stacks: sha256,
  job_state: sha256,
  state: sha256,
  config: sha256,
});

export const prefixes = strictObject({
  heat_stacks: text,
  job_state: text,
  state: text,
  config: text,
  jobs: text,
});

export const resource = pipe(
  text,
  transform((name) => refOfName(name) ?? name),
  check((ref) => typeof ref === 'object'),
  transform((ref) => ref as Exclude<typeof ref, string>),
);

export interface Guarded {
  readonly writes: readonly Image[];
  readonly guards: GuardedRevisions;
  readonly digests: GuardedDigests;
}

/**
 * Whether each before-image is the value that was guarded: a forged one needs a forged digest at least. What was absent
 * has revision 0, and no digest.
 */
export function fitTogether({ writes, guards: at, digests: of }: Guarded): boolean {
  const areas = Object.keys(at) as (keyof GuardedRevisions)[];
  const stages = new Set(writes.map(({ stage }) => stage));
  return (
    stages.size === writes.length &&
    areas.every((area) => (at[area] === 0) === (of[area] === null)) &&
    writes.every(({ stage, before }) => (before === undefined ? null : digest(before)) === of[stage])
  );
}

/** JSON as the values that `JSON.parse` gives; undefined where it is none, has a key twice, or is nested too deeply. */
export function plainJson(bytes: Uint8Array): unknown {
  const reading = readJsonBytes(bytes);
  return 'value' in reading ? plain(reading.value) : undefined;
}

function plain(value: Json): unknown {
  if (value instanceof NumberText) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, field]) => [name, plain(field)]));
}

/** The value, or the place of the first thing that does not have the shape, for example `plans.0.guards.state`. */
export function shaped<Shape extends GenericSchema>(
  shape: Shape,
  value: unknown,
): { readonly value: InferOutput<Shape> } | { readonly wrongAt: string } {
  const read = safeParse(shape, value, { abortEarly: true });
  return read.success ? { value: read.output } : { wrongAt: getDotPath(read.issues[0]) ?? '' };
}
