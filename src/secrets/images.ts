import { changesBetween } from '../repair/changes.ts';
import type { JournalEntry } from '../repair/journal/entry.ts';
import type { Action, Plan, Proposal } from '../repair/plan.ts';
import type { Image } from '../repair/stored-value.ts';
import { documentsIn, maskBytes } from './bytes.ts';
import { maskerFor } from './maskers.ts';
import type { SecretKeys } from './secret-keys.ts';

/** A proposal as it may be shown. It must not be carried out: masks would be written. */
export function maskProposal(proposal: Proposal, isSecret: SecretKeys): Proposal {
  return proposal.kind === 'plan' ? { ...proposal, plan: maskPlan(proposal.plan, isSecret) } : proposal;
}

function maskPlan(plan: Plan, isSecret: SecretKeys): Plan {
  return { ...plan, actions: maskImages(plan.actions, isSecret).map(retold) };
}

/** What changes follows from what is shown. */
function retold(action: Action): Action {
  const { before, after, masked } = action;
  if (masked !== true || after === undefined) return action;
  return { ...action, changes: changesBetween(before, after) };
}

export function maskEntry(entry: JournalEntry, isSecret: SecretKeys): JournalEntry {
  return { ...entry, images: maskImages(entry.images, isSecret) };
}

function maskImages<T extends Image>(images: readonly T[], isSecret: SecretKeys): T[] {
  const values = images.flatMap(({ before, after }) => [before, after]);
  const masker = maskerFor(isSecret, documentsIn(values));
  return images.map((image) => {
    const [before, after] = [image.before, image.after].map((bytes) => bytes && maskBytes(masker, bytes));
    if (before === image.before && after === image.after) return image;
    return { ...image, before, after, masked: true };
  });
}
