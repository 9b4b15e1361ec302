import type { JournalEntry } from '../repair/journal/entry.ts';
import { changesBetween } from '../repair/plan/changes.ts';
import type { Action, Plan, Proposal } from '../repair/plan/plan.ts';
import type { Image } from '../repair/plan/stored-value.ts';
import { documentsIn, maskBytes } from './bytes.ts';
import { type Masker, maskSentence } from './mask.ts';
import { maskerFor } from './maskers.ts';
import type { SecretKeys } from './secret-keys.ts';

/** A proposal as it may be shown. It must not be carried out: masks would be written. */
export function maskProposal(proposal: Proposal, isSecret: SecretKeys): Proposal {
  if (proposal.kind === 'plan') return { ...proposal, plan: maskPlan(proposal.plan, isSecret) };
  const said = (text: string) => maskSentence(maskerFor(isSecret, []), text);
  const why = said(proposal.why);
  return proposal.kind === 'refused' ? { ...proposal, why, hint: said(proposal.hint) } : { ...proposal, why };
}

function maskPlan(plan: Plan, isSecret: SecretKeys): Plan {
  const masker = maskerOf(plan.actions, isSecret);
  const said = (text: string) => maskSentence(masker, text);
  const { why, version, assumedFields, gohan } = plan;
  return {
    ...plan,
    actions: maskImages(plan.actions, masker).map(retold),
    why: said(why),
    ...(version === undefined ? {} : { version: said(version) }),
    ...(assumedFields === undefined ? {} : { assumedFields: assumedFields.map(said) }),
    ...(gohan === undefined ? {} : { gohan: said(gohan) }),
  };
}

/** What changes follows from what is shown. */
function retold(action: Action): Action {
  const { before, after, masked } = action;
  if (masked !== true || after === undefined) return action;
  return { ...action, changes: changesBetween(before, after) };
}

export function maskEntry(entry: JournalEntry, isSecret: SecretKeys): JournalEntry {
  const masker = maskerOf(entry.images, isSecret);
  const { images, why, detail } = entry;
  return {
    ...entry,
    images: maskImages(images, masker),
    why: maskSentence(masker, why),
    ...(detail === undefined ? {} : { detail: maskSentence(masker, detail) }),
  };
}

function maskerOf(images: readonly Image[], isSecret: SecretKeys): Masker {
  return maskerFor(isSecret, documentsIn(images.flatMap(({ before, after }) => [before, after])));
}

function maskImages<T extends Image>(images: readonly T[], masker: Masker): T[] {
  return images.map((image) => {
    const [before, after] = [image.before, image.after].map((bytes) => bytes && maskBytes(masker, bytes));
    if (before === image.before && after === image.after) return image;
    return { ...image, before, after, masked: true };
  });
}
