import type { WritableSource } from '../source.ts';
import type { ClusterSettings } from './cluster.ts';
import type { Connect, Connection } from './connection.ts';
import { loadLogin, loadTls, type Tls } from './credentials.ts';
import { type Endpoint, isSecure, parseEndpoints } from './endpoints.ts';
import type { Etcd3Connection } from './etcd3/connection.ts';
import { type Http2Connection, overHttp2 } from './http2/connection.ts';
import { openMember, pinOf } from './member.ts';

import type { ConnectionSettings } from './settings.ts';
import { clusterSource } from './source.ts';

/**
 * An etcd cluster as a source. Reads the TLS and password files and throws `UsageError` where these or the endpoints
 * are wrong; nothing is connected before the first request. `note` is told what is no error and should be known.
 */
export function connectEtcd(settings: ConnectionSettings, note: Note = ignore): WritableSource {
  const { reading, byEtcd3, endpoints } = clusterSettings(settings, note);
  const { context } = settings;
  return clusterSource(reading, byEtcd3, context === undefined ? { endpoints } : { context, endpoints });
}

type Note = (text: string) => void;

const ignore: Note = () => undefined;

/** Each member would tell the same. */
function onceEach(note: Note): Note {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text)) return;
    said.add(text);
    note(text);
  };
}

/** The members of a cluster, by two kinds of connections. */
interface BothClusters {
  readonly endpoints: readonly string[];
  readonly reading: ClusterSettings<Http2Connection>;
  /** For writes; loaded by the first that needs it, for that takes 60 ms. */
  byEtcd3(): Promise<ClusterSettings<Etcd3Connection>>;
}

/** What a cluster is reached by. Throws as `connectEtcd` does. */
export function clusterSettings(settings: ConnectionSettings, note: Note): BothClusters {
  const endpoints = parseEndpoints(settings);
  const tls = loadTls(settings, isSecure(endpoints[0]), note);
  const { commandTimeoutMs, dialTimeoutMs } = settings;
  const memberSettings = {
    ...{ login: loadLogin(settings), pin: pinOf(settings), dialTimeoutMs },
    note: onceEach(note),
  };
  const patienceMs = Math.min(dialTimeoutMs, commandTimeoutMs / (endpoints.length + 1));
  const by = <C extends Connection>(
    connectTo: (endpoint: Endpoint, tls: Tls | undefined) => Connect<C>,
  ): ClusterSettings<C> => ({
    members: endpoints.map((endpoint) => openMember(endpoint, connectTo(endpoint, tls), memberSettings)),
    commandTimeoutMs,
    patienceMs,
  });
  return {
    endpoints: endpoints.map(({ url }) => url),
    reading: by(overHttp2),
    byEtcd3: async () => by((await import('./etcd3/connection.ts')).byEtcd3),
  };
}
