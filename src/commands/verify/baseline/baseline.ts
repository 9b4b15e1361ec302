/** Known problems in a run of verify: which of its findings they cover, and what became of each line. Pure. */
import type { Severity } from '../../../judge/finding.ts';
import { resourceName, STAGES } from '../../../stages/keys.ts';
import type {
  BaselineEntry,
  BaselineOutcome,
  BaselineReport,
  ModRevisions,
  VerifiedFinding,
  VerifiedResource,
} from '../result.ts';

export interface Baseline {
  /** Marks what the baseline knows of a resource that is listed. */
  readonly mark: (resource: VerifiedResource, reaches: (severity: Severity) => boolean) => VerifiedResource;
  /** Is told of each resource that was looked at. */
  readonly saw: (resource: VerifiedResource) => void;
  readonly report: () => BaselineReport;
}

export interface BaselineFile {
  readonly file: string;
  readonly entries: readonly BaselineEntry[];
  /** `2026-11-25`, UTC. */
  readonly today: string;
  /** Every resource is looked at: what matches nothing is over. Else only of those that were is anything said. */
  readonly everything: boolean;
}

/** What no line hides: nobody can tell what else is wrong with such a document. */
const UNHIDEABLE = 'malformed-document';

export function newBaseline({ file, entries, today, everything }: BaselineFile): Baseline {
  const outcomes = new Map(entries.map((entry) => [entry, beforehand(entry, today)] as const));
  const byFinding = grouped(entries);
  const seen = new Set<string>();

  function covering(
    resource: string,
    finding: VerifiedFinding,
    now: ModRevisions,
  ): BaselineEntry | undefined {
    const open = (byFinding.get(keyOf(resource, finding.rule)) ?? []).filter((entry) =>
      isOpen(outcomes.get(entry)),
    );
    for (const entry of open) outcomes.set(entry, same(entry.modRevisions, now) ? 'holds' : 'moved');
    return open.find((entry) => outcomes.get(entry) === 'holds');
  }

  return {
    mark: (resource, reaches) => {
      const name = resourceName(resource.ref);
      const findings = resource.findings.map((finding) => {
        const baseline = covering(name, finding, resource.modRevisions);
        return baseline === undefined ? finding : { ...finding, baseline };
      });
      const grave = findings.filter(({ severity }) => reaches(severity));
      const known = grave.length > 0 && grave.every((finding) => finding.baseline !== undefined);
      return known ? { ...resource, findings, known } : { ...resource, findings };
    },
    saw: ({ ref }) => {
      if (!everything && entries.length > 0) seen.add(resourceName(ref));
    },
    report: () => {
      const told = [...outcomes].filter(([{ resource }]) => everything || seen.has(resource));
      return reportOf(file, told, today);
    },
  };
}

function beforehand({ expires, rule }: BaselineEntry, today: string): BaselineOutcome {
  if (expires < today) return 'expired';
  return rule === UNHIDEABLE ? 'refused' : 'unmatched';
}

/** An entry is met once for each finding of its rule. */
function isOpen(outcome: BaselineOutcome | undefined): boolean {
  return outcome === 'unmatched' || outcome === 'holds' || outcome === 'moved';
}

function grouped(entries: readonly BaselineEntry[]): ReadonlyMap<string, readonly BaselineEntry[]> {
  const groups = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry.resource, entry.rule);
    const others = groups.get(key);
    if (others === undefined) groups.set(key, [entry]);
    else others.push(entry);
  }
  return groups;
}

function keyOf(resource: string, rule: string): string {
  return `${rule} ${resource}`;
}

function same(one: ModRevisions, two: ModRevisions): boolean {
  return STAGES.every((stage) => one[stage] === two[stage]);
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days before which an end is said: time to renew a reason. */
const SOON = 7;

function reportOf(
  file: string,
  told: readonly (readonly [BaselineEntry, BaselineOutcome])[],
  today: string,
): BaselineReport {
  const counts = { holds: 0, expired: 0, moved: 0, unmatched: 0, refused: 0 };
  for (const [, outcome] of told) counts[outcome]++;
  const lines = told.flatMap(([entry, outcome]) => (outcome === 'holds' ? [] : [{ ...entry, outcome }]));
  const left = told
    .filter(([, outcome]) => outcome === 'holds')
    .map(([{ expires }]) => (Date.parse(expires) - Date.parse(today)) / DAY_MS);
  const days = left.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  const entries = left.filter((one) => one === days).length;
  return { file, counts, lines, ...(days <= SOON ? { nextExpiry: { days, entries } } : {}) };
}
