/** Endpoints by SRV records, as etcdctl finds them (etcd's client/pkg/srv/srv.go). */
import { getServers, promises, type SrvRecord } from 'node:dns';
import { StoreError } from '../../errors.ts';
import type { ConnectionSettings, Discovery } from './settings.ts';

/** Which records of a domain are asked for. */
interface Query {
  /** `_etcd-client-ssl._tcp.example.org`. */
  readonly records: string;
  readonly scheme: 'https' | 'http';
}

type Found = Query & ({ readonly endpoints: readonly string[] } | { readonly trouble: string });

function queriesOf({ domain, name, insecure }: Discovery): Query[] {
  const suffix = name === undefined ? '' : `-${name}`;
  const secure = { records: `_etcd-client-ssl${suffix}._tcp.${domain}`, scheme: 'https' } as const;
  const plain = { records: `_etcd-client${suffix}._tcp.${domain}`, scheme: 'http' } as const;
  return insecure ? [secure, plain] : [secure];
}

/**
 * The settings with the endpoints that their domain has; as they are where none is to be asked. Endpoints with TLS are
 * taken rather than plain ones, for all of a cluster's are reached alike. Within the command timeout. Throws
 * `StoreError` where there is none, and where nobody could say whether there are some with TLS.
 */
export async function discovered(
  settings: ConnectionSettings,
  note: (text: string) => void = () => undefined,
): Promise<ConnectionSettings> {
  const { discovery, commandTimeoutMs } = settings;
  if (discovery === undefined) return settings;
  const all = await lookUp(queriesOf(discovery), commandTimeoutMs);
  const [first, ...others] = all.filter((one) => 'endpoints' in one && one.endpoints.length > 0);
  const unsure = all.find((one) => 'trouble' in one && one.scheme === 'https' && one.trouble !== NONE);
  if (first === undefined || !('endpoints' in first) || unsure !== undefined) throw notFound(all);
  for (const { records } of others) note(`${records} is not used: ${first.records} has endpoints with TLS`);
  const serverName = discovery.insecure ? {} : { serverName: discovery.domain.replace(/\.$/, '') };
  return { ...settings, endpoints: first.endpoints, ...serverName };
}

async function lookUp(queries: readonly Query[], ms: number): Promise<Found[]> {
  // A name server that is down must leave time for the next one.
  const resolver = new promises.Resolver({ timeout: Math.ceil(ms / 4), tries: 2 });
  // Those that this process was given, which need not be the system's.
  resolver.setServers(getServers());
  const limit = setTimeout(() => resolver.cancel(), ms);
  try {
    return await Promise.all(queries.map((query) => lookUpOne(resolver, query)));
  } finally {
    clearTimeout(limit);
  }
}

async function lookUpOne(resolver: promises.Resolver, query: Query): Promise<Found> {
  try {
    const records = await resolver.resolveSrv(query.records);
    const endpoints = inOrder(records).flatMap((record) => endpointOf(record, query));
    return { ...query, endpoints };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return { ...query, trouble: lookupError((error as NodeJS.ErrnoException).code) };
  }
}

/** The lowest priority first (RFC 2782); weights share out load, and one client has none to share. */
function inOrder(records: readonly SrvRecord[]): SrvRecord[] {
  return records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight);
}

/** A target of `.` says that there is no such service. */
function endpointOf({ name, port }: SrvRecord, { records, scheme }: Query): string[] {
  const host = name.replace(/\.$/, '');
  if (host === '') return [];
  if (/^[\w.-]+$/.test(host) && port > 0) return [`${scheme}://${host}:${port}`];
  throw new StoreError(`the SRV record ${records} names no endpoint: ${JSON.stringify(host)}, port ${port}`, {
    hint: 'mend the record in the DNS, or name endpoints with --endpoints',
  });
}

const NONE = 'no SRV record';

function lookupError(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'ENODATA') return NONE;
  if (code === 'ETIMEOUT' || code === 'ECANCELLED') return 'no answer of the name server';
  if (code === 'ECONNREFUSED') return 'there is no name server';
  return `the name server answers ${code}`;
}

function notFound(all: readonly Found[]): StoreError {
  const each = all.map((one) => `${one.records}: ${'trouble' in one ? one.trouble : NONE}`);
  return new StoreError(`no endpoints could be discovered: ${each.join(', ')}`, {
    hint: 'check the domain and the DNS (dig SRV tells), or name endpoints with --endpoints',
  });
}
