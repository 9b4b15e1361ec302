import type { Context } from '../judging/judging.ts';
import type { Journal } from '../repair/journal/journal.ts';
import type { Plan } from '../repair/plan/plan.ts';
import type { WritableSource } from '../store/source.ts';

/** The moments of a repair at which a process may end. */
export type Step = 'agreed' | 'journaled' | 'sent' | 'recorded';

/** What a command that writes works with. */
export interface RepairContext extends Context {
  readonly source: WritableSource;
  readonly journal: Journal;
  /** Milliseconds after which a request that was sent can no longer be carried out. */
  readonly inFlightMs: number;
  /** Called between the steps of each repair; tests stop or interfere there. */
  readonly onStep?: (step: Step, plan: Plan) => Promise<void>;
}
