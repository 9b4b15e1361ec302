import type { Context } from '../../../judging/judging.ts';
import type { Stage } from '../../../stages/keys.ts';
import type { KnownKey, SinceContent } from './file.ts';
import { countsOf } from './record.ts';
import { NEWEST_KEPT } from './sample.ts';
import { judgingDigest } from './settings.ts';
import type { SinceOptions, StartedRun } from './start-run.ts';

/** So many tell enough: the file is not to grow with what nobody cleans up. */
const MOST_OF_NOTHING = 1000;

/** How the run was made, and where it read. */
export interface BaseRun {
  readonly revision: number;
  readonly configEmpty: boolean;
  readonly counts: Readonly<Record<Stage, number>>;
  readonly known: SinceContent | undefined;
  /** Resources with a key that was written or deleted since the last run; absent in a full run. */
  readonly moved?: ReadonlySet<string>;
  readonly fullRun?: string;
  /** IDs that jobs name and nothing has. */
  readonly ofNothing: readonly string[];
  readonly notes: readonly string[];
}

/** What the next run has to know. */
export function contentOf(
  context: Context,
  options: SinceOptions,
  { recorder, sample }: StartedRun,
  ground: BaseRun,
  clusterId: string,
): SinceContent {
  const before = ground.moved === undefined ? undefined : ground.known;
  const { heat_stacks, job_state, state } = ground.counts;
  return {
    tool_version: options.toolVersion,
    saved_at: options.now.toISOString(),
    cluster_id: clusterId,
    prefixes: context.prefixes,
    judging: judgingDigest(context),
    fail_on: options.failOn,
    revision: ground.revision,
    config_empty: ground.configEmpty,
    counts: { heat_stacks, job_state, state },
    newest_revision: Math.max(before?.newest_revision ?? 0, sample.newestRevision()),
    newest: newestOf(sample.newest(), stillTrue(before, ground)),
    schema_paths: [...new Set([...(before?.schema_paths ?? []), ...sample.schemaPaths])].sort(),
    cuts: before?.cuts ?? sample.cuts(),
    of_nothing: ground.ofNothing.slice(0, MOST_OF_NOTHING),
    quiet: countsOf(recorder.quiet),
    open: [...recorder.open.values()],
  };
}

/** Known keys of resources that did not move are what they were. */
function stillTrue(before: SinceContent | undefined, { moved }: BaseRun): KnownKey[] {
  return before?.newest.filter(({ resource }) => moved?.has(resource) === false) ?? [];
}

function newestOf(seen: readonly KnownKey[], before: readonly KnownKey[]): KnownKey[] {
  const keys = new Map([...before, ...seen].map((key) => [`${key.area} ${key.resource}`, key]));
  return [...keys.values()].sort((a, b) => b.mod_revision - a.mod_revision).slice(0, NEWEST_KEPT);
}
