/** The shape of a plan file. A field that a plan gets must be named here, or the file would be refused. */
import {
  array,
  check,
  exactOptional,
  type GenericSchema,
  type InferOutput,
  literal,
  maxLength,
  picklist,
  pipe,
  strictObject,
  string,
} from 'valibot';
import { VERDICTS } from '../judge/finding.ts';
import {
  digests,
  entryId,
  fitTogether,
  guards,
  images,
  prefixes,
  resource,
  revision,
  text,
  texts,
} from './file-shapes.ts';
import type { Plan } from './plan/plan.ts';

/** One transaction takes 128 guards: four keys of the resource, the jobs as a range, and these. */
const MAX_DEAD_JOBS = 128 - 5;

type Fields = Readonly<
  Record<
    Exclude<keyof Plan, 'ref' | 'actions' | 'undoes' | 'fromJournalAlone'> | 'resource' | 'writes',
    GenericSchema
  >
>;

/** An undo is never saved: it would tell the journal that another entry was taken back. */
const plan = pipe(
  strictObject({
    resource,
    id: entryId,
    kind: literal('repair'),
    rules: texts,
    source: text,
    why: text,
    version: exactOptional(text),
    assumedFields: exactOptional(texts),
    gohan: exactOptional(text),
    guards,
    digests,
    deadJobs: exactOptional(
      pipe(array(strictObject({ key: text, modRevision: revision })), maxLength(MAX_DEAD_JOBS)),
    ),
    revision,
    becomes: picklist(VERDICTS),
    writes: images,
  } satisfies Fields),
  check((read) => fitTogether(read)),
  // Only an undo puts a key that is absent on a lease.
  check(({ writes }) => writes.every(({ before, leaseId }) => before !== undefined || leaseId === '0')),
);
export type PlanRead = InferOutput<typeof plan>;

export const fileShape = strictObject({
  format: string(),
  format_version: literal(1),
  created: text,
  toolVersion: text,
  source: strictObject({
    kind: literal('etcd'),
    context: exactOptional(text),
    clusterId: text,
    endpoints: texts,
    revision,
  }),
  prefixes,
  plans: array(plan),
  digest: string(),
});
