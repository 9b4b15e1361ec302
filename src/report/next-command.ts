import type { Judged } from '../commands/results.ts';
import type { Stage } from '../stages/keys.ts';
import { entryOf, type Resource } from '../stages/resource.ts';
import { shortName } from './names.ts';
import { heatIsSilent } from './stage-rows.ts';

export interface NextCommand {
  /** The command's words, unquoted. */
  readonly words: readonly string[];
  /** Goes behind it as a comment; may be empty. */
  readonly why: string;
}

interface Facts {
  readonly judged: Judged;
  readonly resource: Resource;
  readonly full: boolean;
  readonly name: string;
  /** Heat's name of the stack, where a stage knows it. */
  readonly stack: string;
}

interface Case {
  readonly holds: (facts: Facts) => boolean;
  readonly next: (facts: Facts) => NextCommand;
}

/** The first that holds tells what to type next. */
const CASES: readonly Case[] = [
  {
    holds: (it) => is(it, 'in_flight') && isWaitedFor(it),
    next: (it) => again(it, 'again, when the job is done'),
  },
  {
    holds: (it) => is(it, 'in_flight'),
    next: (it) => again(it, 'again in a minute: does the job key stay?'),
  },
  { holds: (it) => is(it, 'deleting'), next: (it) => again(it, 'again: the last key should go by itself') },
  {
    holds: (it) => is(it, 'failed') && it.stack !== '' && !heatIsSilent(it.resource),
    next: (it) => askHeat(it, 'why the job failed'),
  },
  { holds: (it) => is(it, 'failed'), next: (it) => closer(it, 'read the error: the worker itself failed') },
  { holds: (it) => !is(it, 'broken'), next: (it) => healthy(it) },
  { holds: isAtWork, next: (it) => again(it, 'again, when the job is done: no repair before') },
  {
    holds: (it) => onlyHeatKnows(it) && it.stack !== '',
    next: (it) => askHeat(it, 'only Heat knows what came of it'),
  },
  { holds: isRepairable, next: (it) => ({ words: ['esi-state', 'repair', it.name, '--dry-run'], why: '' }) },
  { holds: (it) => it.stack !== '', next: (it) => askHeat(it, "compare with Heat's own word") },
  { holds: () => true, next: (it) => closer(it, 'every value; no stage can be trusted yet') },
];

/** What an operator should type next, having seen this. */
export function nextCommand(judged: Judged, resource: Resource, full: boolean): NextCommand {
  const facts: Facts = {
    judged,
    resource,
    full,
    name: shortName(judged.snapshot.ref),
    stack: resource.heat_stacks?.stackId ?? '',
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

function again({ name }: Facts, why: string): NextCommand {
  return { words: ['esi-state', 'show', name], why };
}

function askHeat({ stack }: Facts, why: string): NextCommand {
  return { words: ['openstack', 'stack', 'show', stack], why };
}

/** The bytes, where everything else was shown already. */
function closer({ name, full }: Facts, why: string): NextCommand {
  if (full) return { words: ['esi-state', 'show', name, '--raw'], why: 'the stored bytes' };
  return { words: ['esi-state', 'show', name, '--full'], why };
}

function healthy({ name, full }: Facts): NextCommand {
  if (full) return { words: ['esi-state', 'verify', '--all'], why: 'this one is healthy' };
  return { words: ['esi-state', 'show', name, '--full'], why: 'healthy; every value' };
}
