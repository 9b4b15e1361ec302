/** How to reach an etcd cluster. Paths are not read before the first connection. */
export interface ConnectionSettings {
  /** `host:port`, with `http://` or `https://` before it or not; at least one. */
  readonly endpoints: readonly string[];
  /** Path of a PEM file with the authorities to trust; else those of the system. */
  readonly cacert?: string;
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
  readonly insecureSkipTlsVerify: boolean;
  /** What the configuration calls these settings. */
  readonly context?: string;
  /** In hexadecimal: nothing is read from, written to, or logged in at any other cluster. */
  readonly clusterId?: string;
}
