/** What an operator should type next, having seen this; where nothing helps, who goes on. */
import { isHeld } from '../../../judge/finding.ts';
import type { Proposal } from '../../../repair/plan/plan.ts';
import { heatIsSilent } from '../../../stages/resource.ts';
import {
  type SuggestedCommand,
  type Suggestion,
  suggest,
  suggestDeletion,
  suggestStack,
} from '../../../suggestion.ts';
import type { ShownResource } from '../mask.ts';

/** What is said last of a resource. */
export interface WayOn {
  /** Why a repair would be refused, and what would decide. */
  readonly refused?: Pick<Refused, 'why' | 'hint'>;
  /** Who goes on, where nothing that is typed here helps. */
  readonly wait?: string;
  readonly next?: Suggestion | undefined;
  /** To be typed with it: each a line of its own. */
  readonly more?: readonly SuggestedCommand[];
}

type Refused = Extract<Proposal, { kind: 'refused' }>;

/** @param full every value has been shown already */
export function wayOn(shown: ShownResource, full: boolean): WayOn {
  if (shown.verdict === 'broken') return ofBroken(shown);
  const left = leftJobKey(shown);
  if (left !== undefined) return left;
  if (shown.verdict === 'in_flight') return { wait: shown.evidence.some(isHeld) ? AT_WORK : QUEUED };
  if (shown.verdict === 'deleting')
    return { wait: 'for the last key to go by itself', next: suggest('verify', { options: [['--all']] }) };
  if (shown.verdict === 'failed') return { next: ofFailed(shown, full) };
  return { next: healthy(shown, full) };
}

const AT_WORK = 'until the job is done; one that is waiting, until the job manager hands it out';
const QUEUED =
  'until the job manager makes a job of what /config wants; where that never comes, a new update through the API does';

/** A repair was planned silently: what is told is what would succeed. */
function ofBroken({ snapshot: { ref }, proposal }: ShownResource): WayOn {
  if (proposal?.kind !== 'refused') return { next: repair(suggest('repair', { of: [ref] })) };
  const { why, hint, next } = proposal;
  if (next === undefined || !('verb' in next)) return { refused: { why, hint }, next };
  const [verb] = next.verb;
  // This very screen again tells nothing new.
  if (verb === 'show' && next.options.length === 0) return { refused: { why, hint } };
  return { refused: { why, hint }, next: verb === 'repair' ? repair(next) : next };
}

/** First it is only planned. */
function repair(next: Suggestion): Suggestion {
  if ('untypable' in next) return next;
  return { ...next, options: [...next.options, ['--dry-run']] };
}

/** Nobody will hold such a key again, but it is not ours. */
function leftJobKey({ evidence, snapshot: { jobs } }: ShownResource): WayOn | undefined {
  const unheld = evidence.filter(({ phase }) => phase === 'unheld').map(({ key }) => key);
  if (unheld.length === 0 || evidence.some(isHeld)) return undefined;
  // A job is told of by one of its keys.
  const names = jobs.filter(({ key }) => unheld.includes(key)).map(({ job }) => job);
  const keys = jobs.filter(({ job }) => names.includes(job)).map(({ key }) => key);
  const [next, ...more] = keys.flatMap((key) => suggestDeletion(key) ?? []);
  return {
    wait: 'for the job manager to clean its key up; once it is known that it will not, remove it. What was wanted and is not there yet comes by a new update through the API',
    next,
    more,
  };
}

function ofFailed(shown: ShownResource, full: boolean): Suggestion {
  const stack = stackOf(shown);
  if (stack !== undefined && !heatIsSilent(shown.resource))
    return { ...stack, why: 'Heat knows why the job failed' };
  return closer(shown, full, 'the error tells it: the worker itself failed');
}

function stackOf({ resource, snapshot }: ShownResource): SuggestedCommand | undefined {
  return suggestStack(resource.heat_stacks?.stackId, snapshot.ref, '');
}

/** The bytes, where everything else was shown already. */
function closer({ snapshot: { ref } }: ShownResource, full: boolean, why: string): Suggestion {
  if (full) return suggest('show', { of: [ref], options: [['--raw']], why: 'the stored bytes' });
  return suggest('show', { of: [ref], options: [['--full']], why });
}

function healthy(shown: ShownResource, full: boolean): Suggestion {
  if (full) return suggest('verify', { options: [['--all']], why: 'this one is healthy' });
  return closer(shown, false, 'healthy; every value');
}
