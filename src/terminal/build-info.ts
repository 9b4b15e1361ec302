interface BuildInfo {
  readonly version: string;
  /** Of the checkout that it was built in, with a `+` where that was changed since; null where it was none of git. */
  readonly commit: string | null;
}

/** Put in by scripts/bundle.mjs; code that was not bundled has none. */
declare const ESI_STATE_BUILD: BuildInfo | undefined;

export const BUILD: BuildInfo =
  typeof ESI_STATE_BUILD === 'undefined' ? { version: '0.0.0', commit: null } : ESI_STATE_BUILD;

/** `--version`: the first line for scripts, the others for whoever reads a report of a fault. */
export function versionText(node: string): string {
  return [
    `esi-state ${BUILD.version}`,
    `build      ${BUILD.commit ?? 'not from git'}`,
    'etcd API   v3',
    `node       ${node}`,
    '',
  ].join('\n');
}
