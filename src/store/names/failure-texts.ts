/** What is said of a name that could not be resolved. */

import { readConfig } from '../../stages/config.ts';
import { keyOf, type Prefixes, type ResourceRef, resourceName } from '../../stages/keys.ts';
import type { NameQuery } from './name-query.ts';
import type { NearMisses } from './near-misses.ts';
import type { Outcome } from './outcome.ts';
import { readRanges, type View } from './view.ts';

const NAMES_SHOWN = 10;
const JOBS_SHOWN = 5;

export function ambiguousText(query: NameQuery, outcome: Extract<Outcome, { kind: 'ambiguous' }>): string {
  const names = outcome.refs.map(resourceName).sort();
  const [first] = names;
  const advice = outcome.exact ? `name its type too, for example ${first}` : 'type more of it';
  const list = withMore(names, NAMES_SHOWN, outcome.unread);
  return `"${query.typed}" is ambiguous: ${list}; ${advice}`;
}

export function typeText(query: NameQuery, { types, refs }: Extract<Outcome, { kind: 'type' }>): string {
  const whole = types.map((type) => `${type}/`);
  const near = [...whole, ...refs.slice(0, NAMES_SHOWN).map(resourceName)];
  return `"${query.typed}" is a type, and no resource's name; did you mean ${near.join(' or ')}? (${whole.join(' and ')} ${whole.length > 1 ? 'are' : 'is'} all of it, for verify, repair and list)`;
}

export function absentText(query: NameQuery, near: NearMisses): string {
  const [reading] = query.readings;
  const what = reading?.kind === 'all' ? 'no resource of type' : 'no resource';
  const type = reading?.kind === 'all' ? reading.type : query.typed;
  const similar = near.refs.length > 0 ? `; similar: ${near.refs.map(resourceName).join(', ')}` : '';
  const types = near.types.length > 0 ? `; did you mean the type ${near.types.join(' or ')}?` : '';
  return `${what} "${type}"${similar}${types}`;
}

export function jobsOnlyText(query: NameQuery, prefixes: Prefixes, jobKeys: readonly string[]): string {
  return `"${query.typed}" has no stage in etcd and nothing under ${bare(prefixes.config)}; ${jobsText(jobKeys)}`;
}

/** Reads the `/config` key for its version. */
export async function configOnlyText(
  view: View,
  ref: ResourceRef,
  jobKeys: readonly string[],
): Promise<string> {
  const [range] = await readRanges(view, [{ from: keyOf(view.prefixes, 'config', ref) }]);
  const value = range?.keys[0]?.value;
  const { version } = readConfig(value ?? new Uint8Array());
  const at = version === undefined ? 'has it without a readable version' : `is at version ${version}`;
  return `${resourceName(ref)} has no stage in etcd; ${bare(view.prefixes.config)} ${at}, ${jobsText(jobKeys)}`;
}

function jobsText(keys: readonly string[]): string {
  return `jobs: ${keys.length === 0 ? 'none' : withMore(keys, JOBS_SHOWN, 0)}`;
}

function withMore(names: readonly string[], shown: number, unread: number): string {
  const left = Math.max(0, names.length - shown) + unread;
  const list = names.slice(0, shown).join(', ');
  if (left === 0) return list;
  return `${list} and ${unread > 0 ? 'at least ' : ''}${left} more`;
}

function bare(prefix: string): string {
  return prefix.slice(0, -1);
}
