/** What an incremental run has to look at, read before anything is judged: from then on nothing can fall back. */

import type { FailOn } from '../../../judge/finding.ts';
import { type Judging, judgeSnapshot, quickLook, restingSnapshot } from '../../../judging/judging.ts';
import { refsNamed, resourceName } from '../../../stages/keys.ts';
import type { Snapshot } from '../../../stages/snapshot.ts';
import { isNotUtf8 } from '../../../store/bytes.ts';
import type { JobsById, Surroundings } from '../../../store/read/assemble.ts';
import type { Pace } from '../../../store/scan/pace.ts';
import type { Source } from '../../../store/source.ts';
import { discount, type Tally } from '../tally.ts';
import { isListed } from '../verify-run.ts';
import { newlyNamedByJobs, resourcesOf } from './by-jobs.ts';
import type { SinceContent } from './file.ts';
import { readAround } from './first-reads.ts';
import { type Moved, movedIn, nothingMoved } from './moved.ts';
import { tallyOf } from './record.ts';
import { anotherHistory, NeedsFullRun } from './settings.ts';
import { movedByWatch } from './watched.ts';

export interface Plan {
  readonly now: Surroundings;
  readonly moved: Moved;
  /** To be judged, as of now. */
  readonly snapshots: readonly Snapshot[];
  /** Counts of all others. */
  readonly quiet: Tally;
  /** IDs that jobs name and nothing has. */
  readonly ofNothing: readonly string[];
}

export interface PlanContext {
  readonly source: Source;
  /** Without what is remembered: this judges the past. */
  readonly judging: Judging;
  readonly pace: Pace;
  readonly failOn: FailOn;
  readonly content: SinceContent;
}

/** Throws `NeedsFullRun`, and `CompactedError` where the last run's revision is gone. */
export async function planRun(context: PlanContext, now: Surroundings): Promise<Plan> {
  const { content } = context;
  if (now.configEmpty !== content.config_empty)
    throw new NeedsFullRun('/config became empty, or is no longer');
  const unreadable = content.open.find(({ resource }) => isNotUtf8(resource));
  if (unreadable !== undefined) throw new NeedsFullRun('a key that is not UTF-8 was in flight or broken');
  const open = new Set(content.open.map(({ resource }) => resource));
  const there = { ...context, prefixes: content.prefixes };
  if (now.revision === content.revision) {
    const snapshots = await resourcesOf(there, refsNamed(checked(open, content)), now);
    const { counts, of_nothing: ofNothing } = content;
    return { now, moved: nothingMoved(counts), snapshots, quiet: tallyOf(content.quiet), ofNothing };
  }
  const then = await readAround(context.source, content, content.revision);
  const moved = await movedSince(context, now.revision);
  const named = await newlyNamedByJobs(there, then.jobs, now, pathsOf(content, moved), moved.names);
  const names = checked(new Set([...open, ...moved.names, ...named.names]), content);
  const quietThen = [...names].filter((name) => !open.has(name) || moved.suspicious.has(name));
  const [snapshots, before] = await Promise.all([
    resourcesOf(there, refsNamed(names), now),
    resourcesOf(there, refsNamed(quietThen), then),
  ]);
  const ofNothing = stillOfNothing([...content.of_nothing, ...named.ofNothing], now, snapshots);
  const quiet = withoutThose(context, before, moved.suspicious, then.jobs, open);
  return { now, moved, snapshots, quiet, ofNothing };
}

function stillOfNothing(
  ids: readonly string[],
  { jobs }: Surroundings,
  snapshots: readonly Snapshot[],
): string[] {
  const found = new Set(snapshots.map(({ ref }) => ref.id));
  return [...new Set(ids)].filter((id) => jobs.has(id) && !found.has(id));
}

async function movedSince({ source, pace, content }: PlanContext, now: number): Promise<Moved> {
  const { prefixes, cuts, counts, revision } = content;
  const newest = Math.min(content.newest_revision, revision);
  const view = { source, prefixes, pace, old: revision, now };
  const moved = (await movedByWatch(view, counts, newest)) ?? (await movedIn(view, cuts, newest));
  for (const stage of ['heat_stacks', 'job_state', 'state'] as const) {
    if (moved.countsThen[stage] === counts[stage]) continue;
    throw anotherHistory(
      `at revision ${revision} there are ${moved.countsThen[stage]} keys under ${prefixes[stage]}, the last run saw ${counts[stage]}`,
    );
  }
  return moved;
}

function pathsOf(content: SinceContent, { names }: Moved): Set<string> {
  return new Set([
    ...content.schema_paths,
    ...[...names].map((name) => name.slice(0, name.lastIndexOf('/'))),
  ]);
}

/** A resource looked at by name costs as much as some twenty in a scan. */
const SHARE = 1 / 20;
const FEW = 500;

function checked(names: ReadonlySet<string>, { counts }: SinceContent): ReadonlySet<string> {
  const most = Math.max(FEW, SHARE * Math.max(counts.heat_stacks, counts.state));
  if (names.size > most) {
    throw new NeedsFullRun(`with ${names.size} resources to look at, reading everything is faster`);
  }
  return names;
}

/** What was counted as quiet then, and is looked at now, is judged as of then and taken from the sums. */
function withoutThose(
  { judging, failOn, content }: PlanContext,
  before: readonly Snapshot[],
  suspicious: ReadonlySet<string>,
  jobs: JobsById,
  open: ReadonlySet<string>,
): Tally {
  const quiet = tallyOf(content.quiet);
  const look = quickLook(judging);
  for (const snapshot of before) {
    const name = resourceName(snapshot.ref);
    if (suspicious.has(name)) {
      throw anotherHistory(
        `${name} was written after revision ${content.newest_revision}, which the last run did not see`,
      );
    }
    if (open.has(name)) continue;
    const rest = look(snapshot);
    const judged = rest === undefined ? judgeSnapshot(snapshot, judging) : restingSnapshot(snapshot, rest);
    if (isListed(judged, failOn) || jobs.has(snapshot.ref.id)) {
      throw anotherHistory(
        `${name} was ${judged.verdict} at revision ${content.revision}, which the last run did not see`,
      );
    }
    discount(quiet, judged);
  }
  const negative = [...quiet.verdicts.values(), ...quiet.findings.values()].some((times) => times < 0);
  if (negative) throw anotherHistory(`the last run's counts do not fit revision ${content.revision}`);
  return quiet;
}
