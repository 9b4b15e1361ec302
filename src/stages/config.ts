import { isObject, type Json, readVersion } from './json.ts';
import { readJsonText, readObjectBytes } from './json-read.ts';

/** What is wanted of a resource. It is context and never judged: what can't be read of it is just not known. */
export interface Config {
  readonly version: bigint | undefined;
  readonly markedForDeletion: boolean;
  /** The body's fields; undefined where it is no JSON object. */
  readonly body: ReadonlyMap<string, Json> | undefined;
}

export function readConfig(bytes: Uint8Array): Config {
  const reading = readObjectBytes(bytes);
  if ('problem' in reading) return { version: undefined, markedForDeletion: false, body: undefined };
  const { object } = reading;
  return {
    version: readVersion(object.get('version')),
    markedForDeletion: object.get('marked_for_deletion') === true,
    body: readBody(object.get('body')),
  };
}

function readBody(text: Json | undefined): Config['body'] {
  const reading = typeof text === 'string' ? readJsonText(text) : undefined;
  return reading !== undefined && 'value' in reading && isObject(reading.value) ? reading.value : undefined;
}

/** A text of the body: what a resource is called (`name`), whose it is (`tenant_id`). */
export function bodyText(config: Config | undefined, field: 'name' | 'tenant_id'): string | undefined {
  const value = config?.body?.get(field);
  return typeof value === 'string' ? value : undefined;
}
