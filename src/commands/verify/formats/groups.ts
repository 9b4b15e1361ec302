/** Resources by what may be one cause: rule, type, suspect, and kind of difference. Holds none of the resources. */

import type { Finding } from '../../../judge/finding.ts';
import { pluralType, type ResourceRef, type Stage } from '../../../stages/keys.ts';
import type { VerifiedFinding, VerifiedResource } from '../result.ts';

export interface GroupRow {
  readonly count: number;
  readonly rule: string;
  readonly suspects: string;
  /** `ports`, or `12 types`. */
  readonly type: string;
  readonly kind: string;
  /** The lowest revision at which one of them became what it is. */
  readonly from: number | undefined;
  /** A name to type, of the one with that revision. */
  readonly example: ResourceRef;
}

export interface Groups {
  /** Largest first. */
  readonly rows: readonly GroupRow[];
  /** How many groups there are. */
  readonly count: number;
  readonly resources: number;
}

export interface Grouping {
  readonly take: (resource: VerifiedResource) => void;
  readonly groups: () => Groups;
}

/** Kinds that hostile stores could make without end are one group beyond this. */
const MAX_KINDS = 1000;
/** More rows than a screen has: those that differ in their type alone become one. */
const MAX_ROWS = 20;

export function newGrouping(): Grouping {
  const rows = new Map<string, GroupRow>();
  let resources = 0;
  return {
    take: (resource) => {
      resources++;
      const row = rowOf(resource);
      const key = keyOf(row, row.type);
      const [known, other] = [rows.get(key), { ...row, kind: 'other differences' }];
      if (known !== undefined || rows.size < MAX_KINDS) rows.set(key, merged(known, row));
      else rows.set(keyOf(other, other.type), merged(rows.get(keyOf(other, other.type)), other));
    },
    groups: () => {
      const all = [...rows.values()];
      const told = all.length > MAX_ROWS ? withoutTypes(all) : all;
      return { rows: largestFirst(told), count: told.length, resources };
    },
  };
}

function keyOf({ rule, suspects, kind }: GroupRow, type: string): string {
  return JSON.stringify([rule, suspects, kind, type]);
}

function rowOf(resource: VerifiedResource): GroupRow {
  const [finding] = tellingFindings(resource);
  const [flight] = resource.evidence;
  return {
    count: 1,
    rule: finding?.rule ?? flight?.phase ?? '',
    suspects: resource.suspects.join(', ') || (resource.verdict === 'broken' ? "can't tell" : ''),
    type: pluralType(resource.ref),
    kind: finding === undefined ? '' : kindOfDifference(finding),
    from: becameSo(resource),
    example: resource.ref,
  };
}

/** The last write to a suspect; where none of them is there, to any stage. */
function becameSo({ suspects, modRevisions, evidence }: VerifiedResource): number | undefined {
  const last = (stages: readonly Stage[]) => stages.flatMap((stage) => modRevisions[stage] ?? []);
  const blamed = last(suspects);
  const revisions = blamed.length > 0 ? blamed : last(['heat_stacks', 'job_state', 'state']);
  const told = suspects.length > 0 ? revisions : [...evidence.map(({ revision }) => revision), ...revisions];
  return told.length === 0 ? undefined : Math.max(...told);
}

function merged(one: GroupRow | undefined, two: GroupRow): GroupRow {
  if (one === undefined) return two;
  const earlier = (two.from ?? Number.POSITIVE_INFINITY) < (one.from ?? Number.POSITIVE_INFINITY) ? two : one;
  return { ...earlier, count: one.count + two.count };
}

function withoutTypes(rows: readonly GroupRow[]): GroupRow[] {
  const folded = new Map<string, GroupRow[]>();
  for (const row of rows) {
    const key = keyOf(row, '');
    const alike = folded.get(key);
    if (alike === undefined) folded.set(key, [row]);
    else alike.push(row);
  }
  return [...folded.values()].map((alike) => {
    const row = alike.reduce<GroupRow | undefined>(merged, undefined);
    if (row === undefined) throw new Error('a group without rows');
    return alike.length === 1 ? row : { ...row, type: `${alike.length} types` };
  });
}

function largestFirst(rows: readonly GroupRow[]): GroupRow[] {
  return [...rows].sort((a, b) => b.count - a.count || (keyOf(a, a.type) < keyOf(b, b.type) ? -1 : 1));
}

/** What is particular to one resource, in the order in which it is taken away. */
const PARTICULARS: readonly (readonly [RegExp, string])[] = [
  [/^output "((?:[^"\\]|\\.)*)"/, '$1'],
  [/ differs between \S+ and \S+$/, ' differs'],
  [/: output_value differs$/, ' differs'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/gi, 'ID'],
  // Times, revisions, versions, places in a text: numbers that stand alone.
  [/\b\d+(?:[-:.T]\d+)*Z?\b/g, 'N'],
];

const LONGEST = 120;

/** Alike for findings that the same cause may have: `mac_address differs`, `mac_address → null`. */
export function kindOfDifference({ message, actual }: Finding): string {
  const general = PARTICULARS.reduce((text, [what, instead]) => text.replace(what, instead), message);
  const kind = general.slice(0, LONGEST);
  return actual === 'null' ? `${kind.replace(/ differs$/, '')} -> null` : kind;
}

/** The gravest findings; info is only counted. */
export function tellingFindings({
  findings,
}: Pick<VerifiedResource, 'findings'>): readonly VerifiedFinding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.length > 0 ? errors : findings.filter(({ severity }) => severity === 'warning');
}
