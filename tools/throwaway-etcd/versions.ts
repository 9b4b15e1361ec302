/** The versions of etcd that tests ask for, and which of the distribution's releases have them. */

/** `3.5.30` → [3, 5, 30]. */
function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

/** Sorts versions, the older first. */
export function byAge(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const at = left.findIndex((number, i) => number !== right[i]);
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

const within = (version: string, first: string, last: string): boolean =>
  byAge(first, version) <= 0 && byAge(version, last) <= 0;

/** Whether this etcd tells a member's status to root alone: the answer to CVE-2026-33413, milder in later versions. */
export function statusIsForRootAlone(version: string): boolean {
  return within(version, '3.5.28', '3.5.31') || within(version, '3.6.0', '3.6.11');
}

interface Origin {
  /** Code names of the distribution's releases that had it, in the order in which they are tried. */
  readonly releases: readonly string[];
  /** Which versions can stand for it once no release has it. */
  readonly standIn: (version: string) => boolean;
}

/** The versions that can be asked for, the oldest first. */
export const ETCD_VERSIONS: Readonly<Record<string, Origin>> = {
  '3.4.23': { releases: ['bookworm'], standIn: (version) => version.startsWith('3.4.') },
  '3.5.16': { releases: ['trixie'], standIn: (version) => within(version, '3.5.0', '3.5.27') },
  '3.5.30': { releases: ['forky', 'sid'], standIn: statusIsForRootAlone },
};

/** The one of demo, tests and benches where none is asked for. */
export const DEFAULT_VERSION = '3.5.30';
