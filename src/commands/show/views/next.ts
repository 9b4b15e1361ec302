import type { Judged } from '../../../judging/results.ts';
import type { Stage } from '../../../stages/keys.ts';
import { entryOf, heatIsSilent, type Resource } from '../../../stages/resource.ts';
import { type SuggestedCommand, type Suggestion, suggest, suggestStack } from '../../../suggestion.ts';

interface Facts {
  readonly judged: Judged;
  readonly resource: Resource;
  readonly full: boolean;
  /** Asks Heat about the stack; undefined where heat_stacks does not name it. */
  readonly stack: SuggestedCommand | undefined;
}

interface Case {
  readonly holds: (facts: Facts) => boolean;
  readonly next: (facts: Facts) => Suggestion;
}

/** The first that holds tells what to type next. */
const CASES: readonly Case[] = [
  {
    holds: (it) => is(it, 'in_flight') && isWaitedFor(it),
    next: (it) => again(it, 'to see whether the job is done'),
  },
  {
    holds: (it) => is(it, 'in_flight'),
    next: (it) => again(it, 'to see, in a minute, whether the job key stays'),
  },
  {
    holds: (it) => is(it, 'deleting'),
    next: (it) => again(it, 'to see whether the last key has gone by itself'),
  },
  {
    holds: (it) => is(it, 'failed') && it.stack !== undefined && !heatIsSilent(it.resource),
    next: (it) => askHeat(it, 'Heat knows why the job failed'),
  },
  {
    holds: (it) => is(it, 'failed'),
    next: (it) => closer(it, 'the error tells it: the worker itself failed'),
  },
  { holds: (it) => !is(it, 'broken'), next: (it) => healthy(it) },
  { holds: isAtWork, next: (it) => again(it, 'to see whether the job is done: no repair before') },
  {
    holds: (it) => onlyHeatKnows(it) && it.stack !== undefined,
    next: (it) => askHeat(it, 'only Heat knows what came of it'),
  },
  { holds: isRepairable, next: (it) => onIt(it, 'repair', ['--dry-run'], 'what would be done') },
  { holds: (it) => it.stack !== undefined, next: (it) => askHeat(it, "to compare with Heat's own word") },
  { holds: () => true, next: (it) => closer(it, 'every value: no stage can be trusted yet') },
];

/** What an operator should type next, having seen this. */
export function nextCommand(judged: Judged, resource: Resource, full: boolean): Suggestion {
  const facts: Facts = {
    judged,
    resource,
    full,
    stack: suggestStack(resource.heat_stacks?.stackId, judged.snapshot.ref, ''),
  };
  const found = CASES.find(({ holds }) => holds(facts));
  if (found === undefined) throw new Error('the last case always holds');
  return found.next(facts);
}

function is({ judged }: Facts, verdict: Judged['verdict']): boolean {
  return judged.verdict === verdict;
}

function isWaitedFor(facts: Facts): boolean {
  return isAtWork(facts) || facts.judged.evidence.some(({ phase }) => phase === 'queued');
}

function isAtWork({ judged }: Facts): boolean {
  return judged.evidence.some(({ phase }) => phase === 'waiting' || phase === 'ready' || phase === 'working');
}

/** A repair refuses these two: an unfinished job of which Heat reported nothing yet, and whatever is to be deleted. */
function onlyHeatKnows({ resource }: Facts): boolean {
  if (resource.config?.markedForDeletion === true) return true;
  const [heat, job] = [entryOf(resource, 'heat_stacks'), entryOf(resource, 'job_state')];
  if (heat === undefined || job === undefined || resource.job_state?.finished !== false) return false;
  return heat.modRevision < job.createRevision;
}

const DERIVABLE: ReadonlySet<Stage> = new Set(['state', 'job_state']);

function isRepairable({ judged }: Facts): boolean {
  return judged.suspects.length > 0 && judged.suspects.every((stage) => DERIVABLE.has(stage));
}

function onIt({ judged }: Facts, verb: string, flags: readonly string[], why: string): Suggestion {
  return suggest(verb, { of: [judged.snapshot.ref], options: flags.map((flag) => [flag] as const), why });
}

function again(facts: Facts, why: string): Suggestion {
  return onIt(facts, 'show', [], why);
}

function askHeat(facts: Facts, why: string): Suggestion {
  return facts.stack === undefined ? closer(facts, why) : { ...facts.stack, why };
}

/** The bytes, where everything else was shown already. */
function closer(facts: Facts, why: string): Suggestion {
  if (facts.full) return onIt(facts, 'show', ['--raw'], 'the stored bytes');
  return onIt(facts, 'show', ['--full'], why);
}

function healthy(facts: Facts): Suggestion {
  if (facts.full) return suggest('verify', { options: [['--all']], why: 'this one is healthy' });
  return onIt(facts, 'show', ['--full'], 'healthy; every value');
}
