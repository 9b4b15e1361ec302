/** Records as lines of JSON that people can read: values are text where they are UTF-8, base64 where not. */
import { refOfName, resourceName } from '../../stages/keys.ts';
import { type ImageJson, imageJson, imageOf } from '../stored-value.ts';
import type { BeginRecord, JournalRecord, OutcomeRecord } from './entry.ts';

/** Raised when a reader of the old format could misunderstand the new one. */
const FORMAT = 1;

export function lineOf(record: JournalRecord): string {
  return `${JSON.stringify(record.record === 'begin' ? beginJson(record) : record)}\n`;
}

function beginJson({ ref, images, ...rest }: BeginRecord) {
  const { record, id, run, time, kind, undoes, ...more } = rest;
  const writes = images.map(imageJson);
  return {
    record,
    format: FORMAT,
    id,
    run,
    time,
    kind,
    undoes,
    resource: resourceName(ref),
    ...more,
    writes,
  };
}

/** The record of a line; undefined for one that is none: torn, or of a format to come. */
export function recordOf(line: string): JournalRecord | undefined {
  try {
    const value = JSON.parse(line);
    if (value.record === 'outcome') return value as OutcomeRecord;
    return value.record === 'begin' && value.format === FORMAT ? beginOf(value) : undefined;
  } catch {
    return undefined;
  }
}

type BeginJson = Omit<BeginRecord, 'ref' | 'images'> & {
  readonly format: number;
  readonly resource: string;
  readonly writes: readonly ImageJson[];
};

function beginOf({ format: _, resource, writes, ...rest }: BeginJson): BeginRecord | undefined {
  const ref = refOfName(resource);
  return ref === undefined ? undefined : { ...rest, ref, images: writes.map(imageOf) };
}
