/** What to type once a repair, or an undo, was read. */

import type { Plan } from '../../../repair/plan/plan.ts';
import { type ResourceRef, resourceName } from '../../../stages/keys.ts';
import {
  emptyLine,
  type Suggestion,
  suggest,
  suggestResolve,
  type TypedLine,
  type TypedOption,
} from '../../../suggestion.ts';
import type { RepairItem, RepairResult } from '../result.ts';

type Outcome = RepairItem['outcome'];

/** What the next command hangs on, beside the resource. */
export type Around = Pick<RepairResult, 'savedIn' | 'needs'>;

/** With the resource that the item is about; undefined where no command helps. */
export function nextOfItem(item: RepairItem, result: Around): Suggestion | undefined {
  const { proposal, outcome } = item;
  if (item.next !== undefined) return item.next;
  if (proposal.kind === 'refused') return proposal.next;
  if (proposal.kind !== 'plan') return undefined;
  const { plan } = proposal;
  const of = [plan.ref];
  if (outcome === 'planned') return plannedOne(plan, result);
  if (outcome === 'unknown' || outcome === 'unrecorded') return suggestResolve(plan.id);
  if (outcome === 'lost' || outcome === 'unverified') return suggest('show', { of });
  return outcome === 'written' ? suggest('verify', { of }) : undefined;
}

/** With all of it; what is open comes first. */
export function nextOfAll(result: RepairResult, typed: TypedLine = emptyLine()): Suggestion | undefined {
  const { items } = result;
  if (refsOf(items, ['unknown', 'unrecorded']).length > 0)
    return suggest('journal', { options: [['--resolve']], why: 'reads again what became of it' });
  const again = refsOf(items, ['lost', 'unverified']);
  if (again.length > 0) return suggest('show', { of: again.slice(0, FEW) });
  if (result.scope.kind === 'all' && (result.scope.leftOut ?? 0) > 0)
    return suggest('verify', { options: [['--all']] });
  const plans = refsOf(items, ['planned']);
  const undo = items.some(({ proposal }) => proposal.kind === 'plan' && proposal.plan.kind === 'undo');
  if (plans.length > 0) return undo ? onceMore('undo', typed.names, result) : planned(plans, result, typed);
  const done = refsOf(items, ['written']);
  return done.length === 0 ? withDeadJobs(items, typed) : verified(done, typed);
}

/** What was told by names is verified by names, but nobody reads a list of many. */
function verified(done: readonly ResourceRef[], typed: TypedLine): Suggestion {
  if (!isOfAll(typed) && done.length <= FEW) return suggest('verify', { of: done });
  const byName = !isOfAll(typed) && typed.names.length > 0 && !typed.names.includes('-');
  return byName && typed.verb === 'repair'
    ? suggest('verify', { of: typed.names })
    : suggest('verify', { options: [['--all']] });
}

/** One word for all of those that are refused only because nobody has called their jobs dead. */
function withDeadJobs(items: readonly RepairItem[], typed: TypedLine): Suggestion | undefined {
  const open = items.filter(({ proposal }) => proposal.kind === 'refused' && wantsDeadJobs(proposal.next));
  if (open.length === 0 || typed.verb !== 'repair') return undefined;
  if (isOfAll(typed)) return retry([], [['--all'], ['--dead-jobs']]);
  if (items.length === 1) return undefined;
  if (open.length <= FEW) return retry(refsOf(open, ['refused']), [['--dead-jobs']]);
  return typed.names.includes('-') ? undefined : retry(typed.names, [['--dead-jobs']]);
}

function wantsDeadJobs(next: Suggestion | undefined): boolean {
  return next !== undefined && 'options' in next && next.options.some(([option]) => option === '--dead-jobs');
}

function retry(of: readonly (string | ResourceRef)[], options: readonly TypedOption[]): Suggestion {
  return { ...suggest('repair', { of, options }), isRetry: true };
}

function plannedOne(plan: Plan, result: Around): Suggestion {
  if (plan.kind === 'undo') return onceMore('undo', [plan.undoes ?? ''], result);
  return result.savedIn === undefined
    ? onceMore('repair', [plan.ref], result)
    : ofFile(result.savedIn, result);
}

function ofFile(file: string, result: Around): Suggestion {
  return onceMore('repair', [], result, [['--apply', file]]);
}

/** More names than this nobody reads: what was typed names them better. */
const FEW = 5;
/** `repair --all` takes so many without `--max`. */
const DEFAULT_MAX = 20;

/** To write what was only planned. */
function planned(names: readonly ResourceRef[], result: Around, typed: TypedLine): Suggestion {
  const { savedIn } = result;
  if (savedIn !== undefined) return ofFile(savedIn, result);
  if (isOfAll(typed)) {
    const many = names.length > maxOf(typed);
    return onceMore('repair', [], result, [
      ['--all'],
      ...(many ? [['--max', `${names.length}`] as const] : []),
    ]);
  }
  if (names.length <= FEW) return onceMore('repair', names, result);
  if (!typed.names.includes('-')) return onceMore('repair', typed.names, result);
  return { untypable: 'the names came on standard input; give them there again, without --dry-run' };
}

function onceMore(
  verb: string,
  of: readonly (string | ResourceRef)[],
  { needs }: Around,
  options: readonly (readonly [string, string?])[] = [],
): Suggestion {
  return suggest(verb, { of, options: [...options, ...(needs === undefined ? [] : [[needs] as const])] });
}

/** How many the same line would write at most. */
function maxOf({ own }: TypedLine): number {
  const told = own.findLast(([option]) => option === '--max')?.[1];
  return told === undefined ? DEFAULT_MAX : Number(told);
}

function isOfAll({ own }: TypedLine): boolean {
  return own.some(([option]) => option === '--all');
}

function refsOf(items: readonly RepairItem[], outcomes: readonly Outcome[]): ResourceRef[] {
  const wanted = items.filter(({ outcome }) => outcomes.includes(outcome));
  return [...new Map(wanted.map(({ proposal: { ref } }) => [resourceName(ref), ref])).values()];
}
