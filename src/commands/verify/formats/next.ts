/** What to type once a verify was read, so that whoever types nothing else gets to the end of it. Pure. */
import type { ResourceRef } from '../../../stages/keys.ts';
import {
  emptyLine,
  type Suggestion,
  suggest,
  type TypedLine,
  type TypedOption,
} from '../../../suggestion.ts';
import type { VerifiedResource } from '../result.ts';
import type { Section } from './sections.ts';

/**
 * One that is broken is looked at; several are planned together, where also those that can't be are told. Then what has a
 * warning; and after names that are well, the others. Undefined where all is well.
 */
export function nextOfVerify(
  sections: readonly Section[],
  typed: TypedLine = emptyLine(),
): Suggestion | undefined {
  const broken = openBroken(sections);
  const many = broken.reduce((sum, { groups }) => sum + groups.resources, 0);
  if (many > 1) return planOfAll(broken, typed);
  const [ref] = toShow(sections);
  if (ref !== undefined) return suggest('show', { of: [ref] });
  return typed.names.length > 0 ? suggest('verify', { options: [['--all']] }) : undefined;
}

/** The one resource that the next command may name. */
export function toShow(sections: readonly Section[]): readonly ResourceRef[] {
  const [broken] = [...openBroken(sections), ...sections.filter(({ verdict }) => verdict === 'broken')];
  const ref = broken === undefined ? warned(sections) : first(broken);
  return ref === undefined ? [] : [ref];
}

/** What no baseline knows: an operator has nothing to do about the rest tonight. */
function openBroken(sections: readonly Section[]): Section[] {
  return sections.filter(({ verdict, known }) => verdict === 'broken' && !known);
}

/** Of the largest group, where there are groups: what is wrong with most of them. */
function first({ resources, groups }: Section): ResourceRef | undefined {
  return resources[0]?.ref ?? groups.rows[0]?.example;
}

function warned(sections: readonly Section[]): ResourceRef | undefined {
  const open = sections.filter(({ known, verdict }) => !known && verdict !== 'broken');
  const resource = open
    .flatMap(({ resources }) => resources)
    .find((one) => hasWarning(one) || isOnlyWanted(one));
  return resource?.ref ?? open.find(({ verdict }) => verdict === 'failed')?.groups.rows[0]?.example;
}

function hasWarning({ findings }: VerifiedResource): boolean {
  return findings.some(({ severity }) => severity === 'warning' || severity === 'error');
}

/** It is wanted, and no job is there: in passing this is healthy, for ever it is not, and `show` tells who goes on. */
function isOnlyWanted({ verdict, evidence }: VerifiedResource): boolean {
  return verdict === 'in_flight' && evidence.every(({ phase }) => phase === 'queued');
}

function planOfAll(broken: readonly Section[], { names }: TypedLine): Suggestion {
  const isLeft = broken.some(({ unheld }) => unheld !== undefined);
  const options: TypedOption[] = [...(isLeft ? [['--dead-jobs'] as const] : []), ['--dry-run']];
  if (names.length > 0 && !names.includes('-')) return suggest('repair', { of: names, options });
  return suggest('repair', { options: [['--all'], ...options] });
}
