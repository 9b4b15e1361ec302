/** What an operator may call a resource: text to query. The store decides between the readings (`store/names/lookup.ts`). */
import { UsageError } from '../errors.ts';
import { type Area, type Prefixes, parseJobKey, unquotedName } from '../stages/keys.ts';
import { type NameQuery, type Reading, SHORTEST_PREFIX } from '../store/names/name-query.ts';

export interface NameRules {
  readonly prefixes: Prefixes;
  /** Whether `ports/` (all of a type) is accepted: verify and repair do. */
  readonly allowTypes: boolean;
}

/** Throws `UsageError` for the first name that cannot be one; reads nothing. */
export function parseNames(names: readonly string[], rules: NameRules): NameQuery[] {
  return names.map((name) => parseName(name, rules));
}

/** Throws `UsageError` for what is empty, too short, a key of no area, or a type where none is accepted. */
export function parseName(name: string, rules: NameRules): NameQuery {
  const typed = unquotedName(name);
  if (typed === '') throw new UsageError('a resource name is empty');
  return { typed, readings: typed.startsWith('/') ? readKey(typed, rules) : readName(typed, typed, rules) };
}

function readKey(typed: string, rules: NameRules): Reading[] {
  const area = areaOf(typed, rules.prefixes);
  if (area === undefined) throw strangeKey(typed, rules.prefixes);
  if (area === 'jobs') return readJobKey(typed, rules.prefixes);
  const rest = typed.slice(rules.prefixes[area].length);
  if (rest.lastIndexOf('/') <= 0) throw new UsageError(`the key ${typed} names no resource`);
  return readName(typed, rest, rules);
}

/** The longest prefix wins, as one area's may lie within another's. */
function areaOf(key: string, prefixes: Prefixes): Area | undefined {
  const areas = (Object.keys(prefixes) as Area[]).filter((area) => key.startsWith(prefixes[area]));
  return areas.sort((a, b) => prefixes[b].length - prefixes[a].length)[0];
}

function strangeKey(typed: string, prefixes: Prefixes): UsageError {
  const known = Object.values(prefixes).join(' ');
  return new UsageError(`the key ${typed} is under none of the prefixes`, {
    hint: `They are ${known} (--prefix changes one).`,
  });
}

function readJobKey(typed: string, prefixes: Prefixes): Reading[] {
  const readings = jobReadings(typed, prefixes);
  if (readings.length === 0) throw new UsageError(`the key ${typed} is no job's`);
  return readings;
}

/** A job's key names the ID alone: its type is a singular that nobody vouches for, so it only helps to choose. */
function jobReadings(key: string, prefixes: Prefixes): Reading[] {
  const job = parseJobKey(prefixes, key);
  if (job === undefined || job.id === '') return [];
  return [{ kind: 'id', id: job.id, exact: true, jobType: job.type }];
}

function readName(typed: string, name: string, rules: NameRules): Reading[] {
  const slash = name.lastIndexOf('/');
  if (slash === -1)
    return [...readWord(name), ...jobReadings(`${rules.prefixes.jobs}all/${name}`, rules.prefixes)];
  const type = name.slice(0, slash);
  const id = name.slice(slash + 1);
  if (id !== '')
    return [
      { kind: 'of', type, id, path: true },
      ...jobReadings(`${rules.prefixes.jobs}${name}`, rules.prefixes),
    ];
  if (rules.allowTypes) return [{ kind: 'all', type }];
  throw new UsageError(`"${typed}" is a whole type; a single resource is needed here`);
}

/** An ID, or type and ID with `:` or `_` between; both signs can be part of either, so each place is tried. */
function readWord(word: string): Reading[] {
  if (word.length < SHORTEST_PREFIX) throw tooShort(word);
  const readings: Reading[] = [{ kind: 'id', id: word, exact: false }];
  for (const { index } of word.matchAll(/[:_]/g)) {
    const type = word.slice(0, index);
    const id = word.slice(index + 1);
    if (type !== '' && id !== '') readings.push({ kind: 'of', type, id, path: false });
  }
  return readings;
}

function tooShort(word: string): UsageError {
  return new UsageError(`"${word}" is too short: an ID's prefix has at least ${SHORTEST_PREFIX} characters`, {
    hint: 'A shorter ID is named in full with its type, for example v2.0/quotas/abc.',
  });
}
