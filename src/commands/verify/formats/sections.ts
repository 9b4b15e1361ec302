/** What the table lists, kept while it is found: few resources whole, many only by their groups. */

import { isStuck, type Verdict } from '../../../judge/finding.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { VerifiedResource } from '../result.ts';
import { type Groups, newGrouping } from './groups.ts';

/** More than this don't fit a screen: they are told by group. */
export const MAX_LISTED = 20;

/** Jobs whose keys nobody holds: after the crash of a host they are many, of one cause. */
export interface UnheldJobs {
  readonly jobs: number;
  /** Between these revisions the keys were made. */
  readonly first: number;
  readonly last: number;
}

/** Resources that are listed alike. */
export interface Section {
  readonly verdict: Verdict;
  /** Nobody is at work on them: only keys that nobody holds tell of work. */
  readonly stuck: boolean;
  /** The baseline knows them. */
  readonly known: boolean;
  /** By name; empty where there are more than `MAX_LISTED`. */
  readonly resources: readonly VerifiedResource[];
  readonly groups: Groups;
  /** Absent where there are none. */
  readonly unheld?: UnheldJobs | undefined;
}

export interface Sections {
  readonly take: (resource: VerifiedResource) => void;
  readonly sections: () => readonly Section[];
}

/** @param most resources that are kept of a section; infinite where each is to be listed */
export function newSections(most = MAX_LISTED): Sections {
  const sections = new Map<string, ReturnType<typeof newSection>>();
  return {
    take: (resource) => {
      const { verdict } = resource;
      const known = resource.known ?? false;
      const stuck = isStuck(resource);
      const kind = `${verdict} ${stuck} ${known}`;
      const section = sections.get(kind) ?? newSection({ verdict, stuck, known }, most);
      sections.set(kind, section);
      section.take(resource);
    },
    sections: () => [...sections.values()].map((section) => section.whole()).sort(urgentFirst),
  };
}

function newSection(kind: Pick<Section, 'verdict' | 'stuck' | 'known'>, most: number) {
  const kept: VerifiedResource[] = [];
  const grouping = newGrouping();
  let count = 0;
  let unheld: UnheldJobs | undefined;
  return {
    take: (resource: VerifiedResource) => {
      grouping.take(resource);
      unheld = together([unheld, unheldOf(resource)]);
      count++;
      if (count <= most) kept.push(resource);
      else kept.length = 0;
    },
    whole: (): Section => ({ ...kind, resources: kept.sort(byName), groups: grouping.groups(), unheld }),
  };
}

function unheldOf({ evidence }: VerifiedResource): UnheldJobs | undefined {
  const revisions = evidence.filter(({ phase }) => phase === 'unheld').map(({ revision }) => revision);
  if (revisions.length === 0) return undefined;
  return { jobs: revisions.length, first: Math.min(...revisions), last: Math.max(...revisions) };
}

/** Undefined where there are none. */
export function together(some: readonly (UnheldJobs | undefined)[]): UnheldJobs | undefined {
  return some.reduce((sum, one) => {
    if (sum === undefined || one === undefined) return sum ?? one;
    const { jobs, first, last } = one;
    return {
      jobs: sum.jobs + jobs,
      first: Math.min(sum.first, first),
      last: Math.max(sum.last, last),
    };
  }, undefined);
}

function byName(a: VerifiedResource, b: VerifiedResource): number {
  return resourceName(a.ref) < resourceName(b.ref) ? -1 : 1;
}

/** What needs an operator first. */
const ORDER: readonly Verdict[] = [
  'broken',
  'in_flight',
  'failed',
  'deleting',
  'complete',
  'settled',
  'stackless',
];

function urgentFirst(a: Section, b: Section): number {
  return (
    ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) ||
    Number(b.stuck) - Number(a.stuck) ||
    Number(a.known) - Number(b.known)
  );
}
