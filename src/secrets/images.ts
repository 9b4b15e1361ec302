import type { JournalEntry } from '../repair/journal/entry.ts';
import { changesBetween } from '../repair/plan/changes.ts';
import type { Action, Plan, Proposal } from '../repair/plan/plan.ts';
import type { Image } from '../repair/plan/stored-value.ts';
import type { JsonObject } from '../stages/json.ts';
import { readObjectBytes } from '../stages/json-read.ts';
import { pythonSorted } from '../stages/json-write.ts';
import { STAGES } from '../stages/keys.ts';
import { type Resource, readResource } from '../stages/resource.ts';
import type { Entry, Snapshot } from '../stages/snapshot.ts';
import { type Masker, maskJson, maskPlainText, maskSentence } from './mask.ts';
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
    actions: maskImages(plan.actions, masker).map(withNewChanges),
    why: said(why),
    ...(version === undefined ? {} : { version: said(version) }),
    ...(assumedFields === undefined ? {} : { assumedFields: assumedFields.map(said) }),
    ...(gohan === undefined ? {} : { gohan: said(gohan) }),
  };
}

/** What changes follows from what is shown. */
function withNewChanges(action: Action): Action {
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

/** Stored values with their secrets masked; the same bytes where there are none. */
export function maskBytes(masker: Masker, bytes: Uint8Array): Uint8Array {
  const reading = readObjectBytes(bytes);
  if ('problem' in reading) return maskUnreadable(masker, bytes);
  const masked = maskJson(masker, reading.object, '');
  return masked === reading.object ? bytes : Buffer.from(pythonSorted(masked));
}

/** A value that is no document stays none. */
function maskUnreadable(masker: Masker, bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString();
  const masked = maskPlainText(masker, text, 'the whole value');
  return masked === text ? bytes : Buffer.from(String(masked));
}

/** The documents among stored values. */
export function documentsIn(values: readonly (Uint8Array | undefined)[]): JsonObject[] {
  return values.flatMap((bytes) => {
    const reading = bytes === undefined ? undefined : readObjectBytes(bytes);
    return reading !== undefined && 'object' in reading ? [reading.object] : [];
  });
}

/** A resource as it may be shown; what is wrong with values that can't be read is told of the stored ones. */
export function maskSnapshot(snapshot: Snapshot, isSecret: SecretKeys): Resource {
  const entries = STAGES.map((stage) => snapshot.stages[stage]);
  const masker = maskerFor(isSecret, documentsIn([...entries, snapshot.config].map((entry) => entry?.value)));
  const stages = STAGES.flatMap((stage, i) => {
    const entry = entries[i];
    return entry === undefined ? [] : [[stage, maskStored(masker, entry)] as const];
  });
  const config = snapshot.config === undefined ? {} : { config: maskStored(masker, snapshot.config) };
  const shown = readResource({ ...snapshot, stages: Object.fromEntries(stages), ...config });
  return { ...shown, unreadable: readResource(snapshot).unreadable };
}

/** An entry may make its key, and each time a new view of its value, when it is asked: a spread would lose the former. */
function maskStored(masker: Masker, entry: Entry): Entry {
  const stored = entry.value;
  const value = maskBytes(masker, stored);
  if (value === stored) return entry;
  const { key, modRevision, createRevision, version, leaseId } = entry;
  return { key, modRevision, createRevision, version, leaseId, value, masked: true };
}
