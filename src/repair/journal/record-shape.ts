/** The shapes of a journal's lines. A field that a record gets must be named here, or its line would be refused. */
import {
  check,
  exactOptional,
  type GenericSchema,
  type InferOutput,
  literal,
  object,
  picklist,
  pipe,
  regex,
  strictObject,
  string,
} from 'valibot';
import {
  digests,
  entryId,
  fitTogether,
  guards,
  images,
  milliseconds,
  prefixes,
  resource,
  revision,
  text,
  texts,
} from '../file-shapes.ts';
import type { BeginRecord, OutcomeRecord } from './entry.ts';

/** Raised when a reader of the old format could misunderstand the new one. */
export const FORMAT = 1;

const run = pipe(string(), regex(/^run-[0-9A-Za-z-]+$/));
/** RFC 3339, UTC, milliseconds. */
const time = pipe(
  string(),
  regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  check((moment) => !Number.isNaN(Date.parse(moment))),
);

type BeginFields = Readonly<
  Record<Exclude<keyof BeginRecord, 'ref' | 'images'> | 'format' | 'resource' | 'writes', GenericSchema>
>;

export const beginShape = pipe(
  strictObject({
    record: literal('begin'),
    format: literal(FORMAT),
    id: entryId,
    run,
    time,
    kind: picklist(['repair', 'undo']),
    undoes: exactOptional(entryId),
    resource,
    rules: texts,
    source: text,
    why: text,
    version: exactOptional(text),
    who: strictObject({
      user: text,
      host: text,
      etcdUser: exactOptional(text),
      reason: exactOptional(text),
      toolVersion: text,
    }),
    // Some of what else is known of the store may stand beside it.
    where: object({ context: exactOptional(text), clusterId: text, endpoints: texts }),
    guards,
    digests,
    revision,
    prefixes: exactOptional(prefixes),
    begun: exactOptional(strictObject({ boot: text, ms: milliseconds })),
    inFlightMs: milliseconds,
    writes: images,
  } satisfies BeginFields),
  check((read) => fitTogether(read)),
  check(({ kind, undoes }) => (kind === 'undo') === (undoes !== undefined)),
);
export type BeginRead = InferOutput<typeof beginShape>;

export const outcomeShape = strictObject({
  record: literal('outcome'),
  id: entryId,
  run,
  time,
  outcome: picklist(['written', 'not_written', 'unknown']),
  revision: exactOptional(revision),
  detail: exactOptional(text),
  by: exactOptional(literal('operator')),
} satisfies Readonly<Record<keyof OutcomeRecord, GenericSchema>>);
