import { maskProposal } from '../../secrets/images.ts';
import type { Masked } from '../../secrets/masked.ts';
import { passed } from '../../secrets/pass.ts';

import type { SecretKeys } from '../../secrets/secret-keys.ts';
import type { RepairItem, RepairProposals, RepairResult } from './result.ts';

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
