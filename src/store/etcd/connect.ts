import { isIP } from 'node:net';
import type { WritableSource } from '../source.ts';
import type { ClusterSettings } from './cluster.ts';
import { loadCredentials, loadLogin } from './credentials.ts';
import { isSecure, parseEndpoints } from './endpoints.ts';
import { openMember } from './member.ts';
import { pinOf } from './pin.ts';
import type { ConnectionSettings } from './settings.ts';
import { clusterSource } from './source.ts';

/**
 * An etcd cluster as a source. Reads the TLS and password files and throws `UsageError` where these or the endpoints
 * are wrong; nothing is connected before the first request.
 */
export function connectEtcd(settings: ConnectionSettings): WritableSource {
  return clusterSource(clusterSettings(settings));
}

/** The same for what asks the members themselves. Throws as `connectEtcd` does. */
export function clusterSettings(settings: ConnectionSettings): ClusterSettings {
  const endpoints = parseEndpoints(settings);
  const secure = isSecure(endpoints[0]);
  const credentials = loadCredentials(settings, secure);
  const login = loadLogin(settings);
  // grpc-js gives Node an IP as the server's name; the operator can do nothing about that warning (DEP0123).
  if (secure && endpoints.some(({ address }) => isIP(address.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''))))
    process.noDeprecation = true;
  const { commandTimeoutMs, dialTimeoutMs, context } = settings;
  const pin = pinOf(settings);
  return {
    members: endpoints.map((endpoint) => openMember(endpoint, { credentials, login, pin, dialTimeoutMs })),
    ...(context === undefined ? {} : { context }),
    commandTimeoutMs,
    patienceMs: Math.min(dialTimeoutMs, commandTimeoutMs / (endpoints.length + 1)),
  };
}
