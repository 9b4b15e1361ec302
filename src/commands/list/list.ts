import { setImmediate } from 'node:timers/promises';
import type { Verdict } from '../../judge/finding.ts';
import { type Context, judgeSnapshot, quickLook } from '../../judging/judging.ts';
import {
  emptyStages,
  nothingFound,
  type ScanningOptions,
  scanAll,
  type Take,
  takeNamed,
} from '../../judging/scanning.ts';
import { type SecretKeys, USUAL_SECRETS } from '../../secrets/secret-keys.ts';
import { materialize } from '../../stages/packed.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import { openScan } from '../../store/scan/scan.ts';
import { bareId, maskedRow, withVerdict } from './mask.ts';
import { type MayMatch, newMayMatch } from './may-match.ts';
import type { FoundResource, ListFilter, ListSummary } from './result.ts';

export interface ListOptions extends ScanningOptions {
  readonly filter: ListFilter;
  readonly allowEmpty: boolean;
  /** Nothing but names is asked for, so that nothing else need be known. */
  readonly namesOnly: boolean;
  /** Is given what is listed of each batch, as it is found. */
  readonly onFound: (found: readonly FoundResource[]) => void | Promise<void>;
}

/** Rows that are made without a pause. */
const ROWS_AT_ONCE = 200;

/** What is named, or everything where nothing is, at one revision and one look; what the filter leaves is handed on. */
export async function list(
  context: Context,
  queries: readonly NameQuery[],
  options: ListOptions,
): Promise<ListSummary> {
  const pick = newPick(context, options);
  let [resources, listed] = [0, 0];
  const take: Take = async (snapshots) => {
    resources += snapshots.length;
    const found: FoundResource[] = [];
    for (const snapshot of snapshots) {
      const one = pick(snapshot);
      if (one === undefined) continue;
      found.push(one);
      // While documents are read by the thousand, nobody listens to etcd.
      if (found.length % ROWS_AT_ONCE === 0) await setImmediate();
    }
    listed += found.length;
    if (found.length > 0) await options.onFound(found);
  };
  const { revision, failures, notes } =
    queries.length > 0
      ? await takeNamed(context, queries, options, take)
      : await takeAll(context, options, take);
  const source = { ...(await context.source.identity()), revision };
  return { source, resources, listed, failures, notes, filter: options.filter };
}

async function takeAll(context: Context, options: ListOptions, take: Take) {
  const state = await openScan({ ...context, pace: options.pace });
  const { revision } = state.pinned;
  const { resources, found, notes } = await scanAll(context, options, state, take);
  if (resources === 0 && !options.allowEmpty)
    throw nothingFound(context, ' --allow-empty accepts an empty store');
  return { revision, failures: [], notes: [...emptyStages(context, (stage) => found.has(stage)), ...notes] };
}

type Pick = (snapshot: Snapshot) => FoundResource | undefined;

/** What costs least comes first: bytes, then the verdict where it decides, then the documents. */
function newPick({ judging }: Context, { filter, namesOnly }: ListOptions): Pick {
  const isSecret: SecretKeys = judging.isSecret ?? USUAL_SECRETS;
  const look = quickLook(judging);
  const verdictOf = (snapshot: Snapshot): Verdict =>
    look(snapshot) ?? judgeSnapshot(snapshot, judging).verdict;
  const tests = mayMatch(filter);
  const needsRow = !namesOnly || tests.length > 0;
  return (snapshot) => {
    if (!tests.every((test) => test(snapshot))) return undefined;
    const verdict = filter.verdicts === undefined ? undefined : verdictOf(snapshot);
    if (verdict !== undefined && !filter.verdicts?.includes(verdict)) return undefined;
    const made = materialize(snapshot);
    const { ref } = made;
    if (!needsRow) return { ref };
    const row = maskedRow(made, isSecret, filter);
    return row && { ref, row: withVerdict(row, verdict ?? verdictOf(snapshot)) };
  };
}

/** Of an ID that may be written with hyphens, what stands before the first one. */
const BEFORE_HYPHEN = 8;

function mayMatch({ match, tenant }: ListFilter): MayMatch[] {
  const texts = [match?.toLowerCase(), tenant && bareId(tenant).slice(0, BEFORE_HYPHEN)];
  return texts.flatMap((text) => (text === undefined ? [] : [newMayMatch(text)]));
}
