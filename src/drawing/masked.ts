/**
 * The one gate to the eyes. Whatever shows stored values takes its result as `Masked`, and nothing but this module makes
 * one: a view that was forgotten does not compile. (Findings are masked where they are made, `judging/judging.ts`.)
 */
import type {
  JournalResult,
  Judged,
  RepairItem,
  RepairProposals,
  RepairResult,
  ShowResult,
} from '../judging/results.ts';
import { maskEntry, maskProposal } from '../secrets/images.ts';
import type { SecretKeys } from '../secrets/secret-keys.ts';
import { maskSnapshot } from '../secrets/snapshots.ts';
import type { Resource } from '../stages/resource.ts';

declare const gate: unique symbol;
export type Masked<T> = T & { readonly [gate]: true };

/** A judged resource as it may be shown. */
export interface ShownResource extends Judged {
  readonly resource: Resource;
}

export type ShownResult = Omit<ShowResult, 'resources'> & { readonly resources: readonly ShownResource[] };

export function maskShow(result: ShowResult, isSecret: SecretKeys): Masked<ShownResult> {
  const resources = result.resources.map((judged) => {
    const resource = maskSnapshot(judged.snapshot, isSecret);
    return { ...judged, snapshot: resource.snapshot, resource };
  });
  return passed({ ...result, resources });
}

export function maskProposals(result: RepairProposals, isSecret: SecretKeys): Masked<RepairProposals> {
  const proposals = result.proposals.map((proposal) => maskProposal(proposal, isSecret));
  return passed({ ...result, proposals });
}

export function maskRepair(result: RepairResult, isSecret: SecretKeys): Masked<RepairResult> {
  return passed({ ...result, items: result.items.map((item) => maskItem(item, isSecret)) });
}

/** One of them, as it comes. */
export function maskItem(item: RepairItem, isSecret: SecretKeys): Masked<RepairItem> {
  return passed({ ...item, proposal: maskProposal(item.proposal, isSecret) });
}

export function maskJournal(result: JournalResult, isSecret: SecretKeys): Masked<JournalResult> {
  return passed({ ...result, entries: result.entries.map((entry) => maskEntry(entry, isSecret)) });
}

function passed<T>(result: T): Masked<T> {
  return result as Masked<T>;
}
