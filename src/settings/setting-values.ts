import { UsageError } from '../errors.ts';
import { parseDuration } from './duration.ts';
import type { Found } from './layers.ts';

type FoundText = Pick<Found, 'text' | 'origin'>;

/** Longest timer that Node has; longer ones fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Milliseconds. Throws `UsageError`, as all of these do, naming where the text came from. */
export function timeout({ text, origin }: FoundText): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 1 && ms <= LONGEST_MS) return Math.round(ms);
  throw new UsageError(`${origin} ${JSON.stringify(text)} is not a duration from 1ms to 596h`, {
    hint: 'write 500ms, 2s or 1m30s; a bare number is seconds',
  });
}

/** The words of Go's strconv.ParseBool, which etcdctl uses; undefined for others. */
export function truthOf(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

export function truth({ text, origin }: FoundText): boolean {
  const value = truthOf(text);
  if (value !== undefined) return value;
  throw new UsageError(`${origin} ${JSON.stringify(text)} is neither true nor false`);
}

export function filePath({ text, origin }: FoundText): string {
  if (text !== '') return text;
  throw new UsageError(`${origin} is empty`, { hint: 'give the path of a file' });
}

/** A comma too many, as lists joined by scripts have it at the end, names no endpoint. */
export function endpointList({ text }: FoundText): string[] {
  const listed = text.split(',').map((endpoint) => endpoint.trim());
  return listed.filter((endpoint) => endpoint !== '');
}

/** A domain, or a part of one. */
export function dnsName({ text, origin }: FoundText): string {
  if (/^[a-z\d_]([\w.-]*[\w.])?$/i.test(text) && !text.includes('..')) return text;
  throw new UsageError(`${origin} ${JSON.stringify(text)} is no name of the DNS`, {
    hint: 'write it as example.org',
  });
}
