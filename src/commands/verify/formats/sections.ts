/** What the table lists, kept while it is found: few resources whole, many only by their groups. */

import { isStuck, type Verdict } from '../../../judge/finding.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { VerifiedResource } from '../result.ts';
import { type Groups, newGrouping } from './groups.ts';

/** More than this don't fit a screen: they are told by group. */
export const MAX_LISTED = 20;

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
  return {
    take: (resource: VerifiedResource) => {
      grouping.take(resource);
      count++;
      if (count <= most) kept.push(resource);
      else kept.length = 0;
    },
    whole: (): Section => ({ ...kind, resources: kept.sort(byName), groups: grouping.groups() }),
  };
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
