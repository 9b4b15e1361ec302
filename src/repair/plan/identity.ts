import { digest } from '../digest.ts';
import type { Plan } from './plan.ts';

/** Hexadecimal digits of an entry's ID: 2^40 of them, so a journal of 10,000 entries has no two alike. */
const DIGITS = 10;

/** The plan with its ID. The same writes under the same guards are the same plan, whenever it is made. */
export function identified(plan: Omit<Plan, 'id'>): Plan {
  return { id: idOf(plan, 0), ...plan };
}

/** The same plan under an ID that is free: the journal may know an attempt that came to nothing. */
export function withFreeId(plan: Plan, taken: ReadonlySet<string>): Plan {
  for (let attempt = 0; ; attempt++) {
    const id = idOf(plan, attempt);
    if (!taken.has(id)) return { ...plan, id };
  }
}

function idOf({ kind, undoes, guards, actions }: Omit<Plan, 'id'>, attempt: number): string {
  const writes = actions.map(({ key, after }) => [key, after === undefined ? null : digest(after)]);
  return digest(JSON.stringify([kind, undoes ?? null, guards, writes, attempt])).slice(0, DIGITS);
}
