/** Every kind of break, once each: at which rest, what was changed in which stage, and which rules tell of it. */
import { allChanges } from './changes/all.ts';
import type { Change } from './changes/change.ts';
import { judgeChanged } from './one-change.ts';
import { seeded } from './random.ts';
import { renamed, type Victim } from './systems.ts';

export interface Break {
  readonly victim: Victim;
  readonly change: Change;
  /** Those of severity error; none where nobody need be told. */
  readonly rules: readonly string[];
}

/** How the last job ended, and whether its job_state is still there. */
export function restOf({ rest }: Victim): string {
  if (typeof rest === 'string') return rest;
  // Whatever deletes is refused alike.
  if (rest.action === 'logical_delete') return 'deleted for the user';
  return `${rest.outcome}${rest.jobState ? ', with its job_state' : ''}`;
}

/** All that these systems offer; each of a resource of its own, so that all of them can be in one store. */
export function everyBreak(systems: readonly (readonly Victim[])[]): Break[] {
  const found = new Map<string, Break>();
  for (const system of systems) {
    for (const victim of system) {
      changesOf(victim, system).forEach((change, i) => {
        const name = nameOfBreak({ victim, change, rules: rulesOf(victim, change) });
        if (!found.has(name)) found.set(name, sameOfAnother(victim, system, i, found.size));
      });
    }
  }
  return [...found.values()];
}

function nameOfBreak({ victim, change, rules }: Break): string {
  return JSON.stringify([restOf(victim), change.kind, change.stage, change.expect, rules]);
}

function changesOf(victim: Victim, system: readonly Victim[]): Change[] {
  return allChanges(victim, system, seeded(1));
}

function rulesOf(victim: Victim, change: Change): string[] {
  const judgement = judgeChanged(victim, change);
  if (judgement?.verdict !== 'broken') return [];
  const errors = judgement.findings.filter(({ severity }) => severity === 'error');
  return [...new Set(errors.map(({ rule }) => rule))].sort();
}

/** The change at that place of the list, made to a resource that lived the same life. */
function sameOfAnother(victim: Victim, system: readonly Victim[], place: number, number: number): Break {
  const another = renamed(victim, `${String(number).padStart(8, '0')}-${victim.resource.ref.id}`);
  const change = changesOf(another, [another, ...system.filter((one) => one !== victim)])[place];
  if (change === undefined) throw new Error('another of its kind offers other changes');
  return { victim: another, change, rules: rulesOf(another, change) };
}
