/** Values of the configuration file, checked: each error names the file and the place in it, and never a value that may be secret. */
import { UsageError } from '../errors.ts';
import { RULES } from '../judge/catalogue.ts';
import { closest } from '../spelling.ts';

/** Where in which file a value stands. */
export interface Place {
  readonly file: string;
  /** `contexts.prod.user`; empty for the whole file. */
  readonly path: string;
}

export function inside({ file, path }: Place, key: string): Place {
  return { file, path: path === '' ? key : `${path}.${key}` };
}

/** How an error names it: `/etc/esi-state.yaml: contexts.prod.user`. */
export function placeName({ file, path }: Place): string {
  return `${file}: ${path === '' ? 'the file' : path}`;
}

/** Throws `UsageError` where it is no mapping or has a key that nobody knows. */
export function mapping(value: unknown, place: Place, allowed?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${placeName(place)} must be a mapping`);
  const strange = Object.keys(value).find((key) => allowed !== undefined && !allowed.includes(key));
  if (strange !== undefined) {
    throw new UsageError(`${placeName(place)} has the unknown key ${JSON.stringify(strange)}`, {
      hint: `known ones are ${allowed?.join(', ')}`,
    });
  }
  return value as Record<string, unknown>;
}

export function words(value: unknown, place: Place): string[] {
  const list = value ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  throw new UsageError(`${placeName(place)} must be a list of words`);
}

/** Text that is not empty, or undefined where nothing is set. */
export function text(value: unknown, place: Place): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new UsageError(`${placeName(place)} must be a text that is not empty`, {
    hint: 'put it in quotes where YAML takes it for something else',
  });
}

export function flag(value: unknown, place: Place): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new UsageError(`${placeName(place)} must be true or false`);
}

/** Names the rules that look like it. */
export function unknownRule(id: string): UsageError {
  const ids = RULES.map((rule) => rule.id);
  const near = closest(id, ids);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `they are ${ids.join(', ')}`;
  return new UsageError(`no rule is called ${JSON.stringify(id)}`, { hint });
}
