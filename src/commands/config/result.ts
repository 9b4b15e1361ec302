/** A setting in force. */
export interface ConfigSetting {
  /** As flags or the configuration file call it: `dial-timeout`, `prefixes.state`. */
  readonly name: string;
  /** Null where nothing is set; secrets are masked. */
  readonly value: string | readonly string[] | null;
  readonly source: 'flag' | 'environment' | 'file' | 'default';
  /** The flag, the variable, or the file and the place in it. */
  readonly origin: string;
}

export interface ConfigResult {
  readonly file: { readonly path: string | null; readonly found: boolean; readonly origin: string };
  /** The one in force. */
  readonly context: { readonly name: string; readonly origin: string } | null;
  readonly settings: readonly ConfigSetting[];
  readonly contexts: readonly {
    readonly name: string;
    readonly current: boolean;
    readonly endpoints: readonly string[];
    /** The domain whose SRV records tell them instead. */
    readonly discoverySrv: string | null;
    readonly user: string | null;
    readonly clusterId: string | null;
    readonly protected: boolean;
  }[];
  readonly notes: readonly string[];
}
