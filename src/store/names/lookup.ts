import { UsageError } from '../../errors.ts';
import { type Prefixes, type ResourceRef, resourceName } from '../../stages/keys.ts';
import type { Source } from '../source.ts';
import { withCreated } from './created.ts';
import { absentText, ambiguousText, configOnlyText, jobsOnlyText, typeText } from './failure-texts.ts';
import { jobKeysFor, listJobKinds } from './job-keys.ts';
import { type NameQuery, SHORTEST_PREFIX } from './name-query.ts';
import { type NearMisses, nearMisses } from './near-misses.ts';
import { decide, distinct, type Outcome } from './outcome.ts';
import { rangesFor, search, searchesInFull, searchesOf, searchesTooShort } from './searches.ts';
import { fitsBest, pathsNamed, typesOfWord } from './type-names.ts';
import { allSchemaPaths, listSchemaPaths, type SchemaPaths } from './types.ts';
import type { View } from './view.ts';
import { refsOfTypes } from './whole-type.ts';

export interface Resolution {
  /** Each once, in the order typed; the resources of a type in the order of their names. */
  readonly refs: readonly ResourceRef[];
  /** Each is exit code 4. */
  readonly failures: readonly { readonly name: string; readonly message: string }[];
  /** The schema paths of the store, where they had to be found. */
  readonly paths?: readonly string[];
}

/** So many names are sought, with their values, in each type as it is found; more would be too much to read in vain. */
const SOUGHT_EARLY = 8;

interface Asked {
  readonly query: NameQuery;
  readonly outcome: Outcome;
}

/** Hints take reads of their own: beyond so many absent names they are left out. */
const NAMES_WITH_HINTS = 20;

/**
 * What the names mean in the store, as of `revision` (absent: now). A full name costs one small read; all others share
 * one list of types, and then go in ranges of keys together. Nothing is read whole but a type that was asked for.
 *
 * Throws `StoreError`; `UsageError` where a typed name has no more than a too short prefix of an ID (`ports/dd`), which
 * only the store can tell from a short ID that is gone.
 */
export async function resolveNames(
  source: Source,
  prefixes: Prefixes,
  queries: readonly NameQuery[],
  options: { readonly revision?: number | undefined } = {},
): Promise<Resolution> {
  const { revision } = options;
  const view: View = revision === undefined ? { source, prefixes } : { source, prefixes, revision };
  const beside = (found: readonly string[]) => queries.flatMap((query) => rangesFor(query, found, prefixes));
  const seeks = source.known !== undefined && queries.length <= SOUGHT_EARLY;
  let listed: SchemaPaths | undefined;
  const paths = once(async () => {
    listed = await listSchemaPaths(source, prefixes, revision, seeks ? beside : undefined);
    return listed;
  });
  const asked = await answer(view, queries, paths);
  const failures = await explain(view, asked, paths);
  const refs = distinct(asked.flatMap(({ outcome }) => (outcome.kind === 'found' ? outcome.refs : [])));
  return { refs, failures, ...(listed && { paths: allSchemaPaths(listed) }) };
}

/** Full names first: where all are, the types need not be listed. */
async function answer(view: View, queries: readonly NameQuery[], paths: () => Promise<SchemaPaths>) {
  const all = async () => allSchemaPaths(await paths());
  const found = await withCreated(view, await search(view, queries.map(searchesInFull)), all);
  const inFull = found.map((matches) => decide(matches));
  const asked = queries.map((query, i): Asked => ({ query, outcome: inFull[i] ?? { kind: 'absent' } }));
  const open = asked.filter(({ outcome }) => outcome.kind === 'absent').map(({ query }) => query);
  if (open.length === 0) return asked;
  const later = await answerByType(view, open, await paths());
  return asked.map((one) => ({ ...one, outcome: later.get(one.query) ?? one.outcome }));
}

async function answerByType(view: View, queries: readonly NameQuery[], paths: SchemaPaths) {
  const all = allSchemaPaths(paths);
  const lists = queries.map((query) => searchesOf(query, all));
  const matches = await search(view, lists, paths, { withValues: queries.length <= SOUGHT_EARLY });
  const found = await withCreated(view, matches, async () => all);
  const outcomes = new Map<NameQuery, Outcome>(
    queries.map((query, i) => {
      const outcome = decide(found[i] ?? [], fitsBest(query));
      return [query, typeInstead(query, outcome, all) ?? outcome];
    }),
  );
  for (const query of queries) {
    const type = query.readings.find((reading) => reading.kind === 'all')?.type;
    if (type === undefined) continue;
    const refs = await refsOfTypes(view, pathsNamed(type, all), all);
    if (refs.length > 0) outcomes.set(query, { kind: 'found', refs });
  }
  return outcomes;
}

/**
 * A word that is a type is never taken for the beginning of an ID: whoever checks `port` and is told that all is well
 * must not have been told so of one template of that name.
 */
function typeInstead(
  { readings }: NameQuery,
  outcome: Outcome,
  paths: readonly string[],
): Outcome | undefined {
  const [reading] = readings;
  if (reading === undefined || reading.kind === 'all' || (reading.kind === 'id' && reading.exact))
    return undefined;
  const word =
    reading.kind === 'id' ? reading.id : resourceName({ schemaPath: reading.type, id: reading.id });
  const types = typesOfWord(word, paths);
  if (types.length === 0 || (reading.kind === 'of' && outcome.kind !== 'absent')) return undefined;
  if (outcome.kind === 'config') return { kind: 'type', types, refs: [outcome.ref] };
  return { kind: 'type', types, refs: 'refs' in outcome ? outcome.refs : [] };
}

async function explain(view: View, asked: readonly Asked[], paths: () => Promise<SchemaPaths>) {
  const absent = asked.filter(({ outcome }) => outcome.kind === 'absent').map(({ query }) => query);
  if (absent.length > 0) await refuseShortPrefixes(view, absent, await paths());
  const hinted = new Set(absent.slice(0, NAMES_WITH_HINTS));
  const kinds = once(() => listJobKinds(view));
  const failures: { name: string; message: string }[] = [];
  for (const { query, outcome } of asked) {
    const near = () =>
      hinted.has(query) ? paths().then((list) => nearMisses(view, list, query)) : undefined;
    const message = await messageOf(view, query, outcome, kinds, near);
    if (message !== undefined) failures.push({ name: query.typed, message });
  }
  return failures;
}

async function messageOf(
  view: View,
  query: NameQuery,
  outcome: Outcome,
  kinds: () => Promise<readonly string[]>,
  near: () => Promise<NearMisses> | undefined,
): Promise<string | undefined> {
  if (outcome.kind === 'found') return undefined;
  if (outcome.kind === 'ambiguous') return ambiguousText(query, outcome);
  if (outcome.kind === 'type') return typeText(query, outcome);
  if (outcome.kind === 'config') {
    return configOnlyText(view, outcome.ref, await jobKeysFor(view, await kinds(), inFull(outcome.ref)));
  }
  const jobKeys = await jobKeysFor(view, await kinds(), query);
  if (jobKeys.length > 0) return jobsOnlyText(query, view.prefixes, jobKeys);
  return absentText(query, (await near()) ?? { refs: [], types: [] });
}

/** The jobs of one resource are those that name its ID, whatever their type: so evidence counts them too. */
function inFull(ref: ResourceRef): NameQuery {
  return { typed: resourceName(ref), readings: [{ kind: 'id', id: ref.id, exact: true }] };
}

async function refuseShortPrefixes(
  view: View,
  queries: readonly NameQuery[],
  paths: SchemaPaths,
): Promise<void> {
  const all = allSchemaPaths(paths);
  const found = await search(
    view,
    queries.map((query) => searchesTooShort(query, all)),
    paths,
  );
  const short = queries[found.findIndex((matches) => matches.some(({ refs }) => refs.length > 0))];
  if (short === undefined) return;
  throw new UsageError(
    `"${short.typed}" is too short: an ID's prefix has at least ${SHORTEST_PREFIX} characters`,
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
