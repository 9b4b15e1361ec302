/** Records as lines of JSON that people can read: values are text where they are UTF-8, base64 where not. */
import { keyOf, resourceName } from '../../stages/keys.ts';
import { plainJson, shaped } from '../file-shapes.ts';
import { imageJson } from '../plan/stored-value.ts';
import type { BeginRecord, JournalRecord } from './entry.ts';
import { type BeginRead, beginShape, FORMAT, outcomeShape } from './record-shape.ts';

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

/** The record of a line; undefined for one that is none: damaged, made up, or of a format to come. */
export function recordOf(line: Uint8Array): JournalRecord | undefined {
  const value = plainJson(line);
  const outcome = shaped(outcomeShape, value);
  if ('value' in outcome) return outcome.value;
  const begin = shaped(beginShape, value);
  return 'value' in begin ? beginOf(begin.value) : undefined;
}

function beginOf({ format: _, resource: ref, writes: images, ...rest }: BeginRead): BeginRecord | undefined {
  const begin: BeginRecord = { ...rest, ref, images };
  return hasOwnKeys(begin) ? begin : undefined;
}

/** An entry is of its resource's stages alone, under whatever prefixes it was made. */
function hasOwnKeys({ ref, images, prefixes }: BeginRecord): boolean {
  return images.every(({ stage, key }) =>
    prefixes === undefined ? key.endsWith(`/${resourceName(ref)}`) : key === keyOf(prefixes, stage, ref),
  );
}
