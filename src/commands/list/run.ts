import type { Verdict } from '../../judge/finding.ts';
import { learnLongNames } from '../../judging/long-names.ts';
import type { Masked } from '../../secrets/masked.ts';
import { isJson } from '../../settings/format.ts';
import { type CommonFlags, inSession, type Session } from '../../settings/session.ts';
import { resourceName } from '../../stages/keys.ts';
import { isWholeType } from '../../store/names/name-query.ts';
import { DEFAULT_PACE, newPace } from '../../store/scan/pace.ts';
import { keepHeapSmall } from '../../system/heap.ts';
import { tellFailures, tellNotes } from '../../terminal/outcome.ts';
import { progressTo } from '../../terminal/progress.ts';
import { type Outcome, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { type ListOptions, list } from './list.ts';
import type { FoundResource, ListedResource, ListFilter, ListResult, ListSummary } from './result.ts';

export interface ListFlags extends CommonFlags {
  readonly match?: string;
  readonly verdict?: readonly Verdict[];
  readonly tenant?: string;
  readonly allowEmpty?: boolean;
}

export async function runList(
  names: readonly string[],
  flags: ListFlags,
  terminal: Terminal,
): Promise<Outcome> {
  return inSession(names, flags, terminal, true, async (session) => {
    if (names.length === 0 || session.queries.some(isWholeType)) keepHeapSmall();
    return flags.format === 'ndjson' ? asFound(session, flags, terminal) : together(session, flags, terminal);
  });
}

/** However many there are, none is kept. */
async function asFound(session: Session, flags: ListFlags, terminal: Terminal): Promise<Outcome> {
  const { rowLine, summaryLine } = await import('./views/json.ts');
  const summary = await listIn(session, flags, terminal, async (found) => {
    await terminal.print(rowsOf(found).map(rowLine).join(''));
  });
  return { output: summaryLine(summary), exitCode: tellFailures(summary.failures, true, terminal) };
}

async function together(session: Session, flags: ListFlags, terminal: Terminal): Promise<Outcome> {
  const found: FoundResource[] = [];
  const summary = await listIn(session, flags, terminal, (some) => {
    for (const one of some) found.push(one);
  });
  const exitCode = tellFailures(summary.failures, isJson(flags), terminal);
  if (exitCode !== 0 && summary.resources === 0) return { output: '', exitCode };
  const inOrder = sorted(found);
  const output =
    flags.format === 'name'
      ? await names(summary, inOrder, terminal)
      : await render({ ...summary, rows: rowsOf(inOrder) }, session, flags, terminal);
  return { output, exitCode };
}

async function render(
  result: ListResult,
  session: Session,
  flags: ListFlags,
  terminal: Terminal,
): Promise<string> {
  if (flags.format === 'json') return (await import('./views/json.ts')).listJson(result);
  await learnLongNames(
    session,
    result.rows.map(({ ref }) => ref),
    terminal.typed,
  );
  const { renderList } = await import('./views/table.ts');
  return renderList(result, await readyScreen(terminal, result));
}

async function names(
  { notes }: ListSummary,
  found: readonly FoundResource[],
  terminal: Terminal,
): Promise<string> {
  const { nameLines } = await import('./views/names.ts');
  const refs = found.map(({ ref }) => ref);
  const { text, notes: more } = nameLines(refs, { live: !terminal.stdout.isTTY });
  tellNotes([...notes, ...more], false, terminal);
  return text;
}

function rowsOf(found: readonly FoundResource[]): Masked<ListedResource>[] {
  return found.flatMap(({ row }) => row ?? []);
}

function sorted(found: readonly FoundResource[]): FoundResource[] {
  const named = found.map((one) => [resourceName(one.ref), one] as const);
  return named.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

async function listIn(
  session: Session,
  flags: ListFlags,
  terminal: Terminal,
  onFound: ListOptions['onFound'],
): Promise<ListSummary> {
  const progress = progressTo(terminal, 'auto');
  const pace = newPace(DEFAULT_PACE);
  const { allowEmpty = false } = flags;
  try {
    return await list(session, session.queries, {
      ...{ filter: filterOf(flags), pace, allowEmpty, onProgress: progress.tell },
      namesOnly: flags.format === 'name',
      onFound: (found) => {
        progress.end();
        return onFound(found);
      },
    });
  } finally {
    progress.end();
  }
}

function filterOf({ match, verdict, tenant }: ListFlags): ListFilter {
  return { match, verdicts: verdict, tenant };
}
