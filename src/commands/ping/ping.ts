import { StoreError } from '../../errors.ts';
import type { Area, Prefixes } from '../../stages/keys.ts';
import type { ListedMember, Probe, ProbedEndpoint } from '../../store/probe.ts';
import { problemsOf } from './problems.ts';
import type { PingResult, PrefixRights } from './result.ts';

export interface PingOptions {
  readonly prefixes: Prefixes;
  /** What the configuration calls the cluster. */
  readonly context?: string;
  /** Whether to count the keys of each prefix. */
  readonly count: boolean;
}

/** Asks each endpoint about itself, and the cluster about what its user may do. Writes nothing. */
export async function ping(probe: Probe, options: PingOptions): Promise<PingResult> {
  const endpoints = await probe.endpoints(options.prefixes.state);
  const asks = canBeAsked(endpoints);
  const prefixes = await Promise.all(areasOf(options).map((place) => rightsOn(probe, place, options, asks)));
  const listed = asks ? await probe.members() : undefined;
  const problems = problemsOf(endpoints, prefixes);
  const fatal = problems.some((problem) => problem.fatal);
  return {
    source: sourceOf(endpoints, options),
    verdict: fatal ? 'unusable' : problems.length > 0 ? 'degraded' : 'ok',
    problems,
    endpoints,
    otherMembers: listed && othersOf(listed, endpoints),
    prefixes,
  };
}

/** Rights are the cluster's: they are asked for only where it is clear which one that is. */
function canBeAsked(endpoints: readonly ProbedEndpoint[]): boolean {
  const clusters = new Set(endpoints.flatMap(({ answer }) => answer?.clusterId ?? []));
  return clusters.size === 1 && endpoints.some(({ readMs }) => readMs !== undefined);
}

interface Place {
  readonly area: Area;
  readonly prefix: string;
}

function areasOf({ prefixes }: PingOptions): Place[] {
  return (Object.keys(prefixes) as Area[]).map((area) => ({ area, prefix: prefixes[area] }));
}

async function rightsOn(
  probe: Probe,
  place: Place,
  { count }: PingOptions,
  asks: boolean,
): Promise<PrefixRights> {
  const { prefix } = place;
  const read = asks ? await orNull(probe.mayRead(prefix)) : null;
  const write = asks ? await orNull(probe.mayWrite(prefix)) : null;
  const keys = count ? { keys: read ? await orNull(probe.count(prefix)) : null } : {};
  return { ...place, read, write, ...keys };
}

/** A cluster that fails in the middle leaves a gap, and the endpoints tell why. */
async function orNull<T>(request: Promise<T>): Promise<T | null> {
  return request.catch((error: unknown) => {
    if (!(error instanceof StoreError)) throw error;
    return null;
  });
}

function sourceOf(endpoints: readonly ProbedEndpoint[], { context }: PingOptions): PingResult['source'] {
  const answers = endpoints.flatMap(({ answer }) => answer ?? []);
  return {
    kind: 'etcd',
    ...(context === undefined ? {} : { context }),
    clusterId: answers[0]?.clusterId ?? '',
    endpoints: endpoints.map(({ endpoint }) => endpoint),
    revision: Math.max(0, ...answers.map(({ revision }) => revision)),
  };
}

/** By their IDs, and by their URLs for one that did not answer. */
function othersOf(
  listed: readonly ListedMember[],
  endpoints: readonly ProbedEndpoint[],
): readonly ListedMember[] {
  const ids = new Set(endpoints.map(({ answer }) => answer?.memberId));
  const urls = new Set(endpoints.map(({ endpoint }) => endpoint));
  return listed
    .filter(({ memberId, clientUrls }) => !ids.has(memberId) && !clientUrls.some((url) => urls.has(url)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
