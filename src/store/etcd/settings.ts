import type { TrustPlaces } from './trust.ts';

/** How to reach an etcd cluster. Paths are not read before the first connection. */
export interface ConnectionSettings {
  /** `host:port`, with `http://` or `https://` before it or not; none only where they are to be discovered. */
  readonly endpoints: readonly string[];
  /** Where SRV records tell the endpoints (discovery.ts). */
  readonly discovery?: Discovery;
  /** The name that the servers' certificates are for, where it is not that of their endpoint. */
  readonly serverName?: string;
  /** Path of a PEM file with the authorities to trust; else those of the system. */
  readonly cacert?: string;
  /** Where these are, if not in the usual places. */
  readonly trust?: TrustPlaces;
  /** Path of the client's certificate; goes with `key`. */
  readonly cert?: string;
  readonly key?: string;
  readonly user?: string;
  readonly password?: string;
  /** Path of a file that holds the password; its last line break is no part of it. */
  readonly passwordFile?: string;
  /** Limit of one attempt to connect to one endpoint. */
  readonly dialTimeoutMs: number;
  /** Limit of one request with all its retries, connecting and login included. */
  readonly commandTimeoutMs: number;
  /** False: endpoints without a scheme are meant with TLS, whether there are other TLS settings or not. */
  readonly insecureTransport?: boolean;
  readonly insecureSkipTlsVerify: boolean;
  /** What the configuration calls these settings. */
  readonly context?: string;
  /** In hexadecimal: nothing is read from, written to, or logged in at any other cluster. */
  readonly clusterId?: string;
}

/** etcdctl's `--discovery-srv`, `--discovery-srv-name` and `--insecure-discovery`. */
export interface Discovery {
  readonly domain: string;
  /** Behind the service, `_etcd-client-NAME`: for several clusters in one domain. */
  readonly name?: string;
  /** False: only records of TLS count, and the servers' certificates must be for the domain. */
  readonly insecure: boolean;
}
