import { timesOf } from '../../clock/folder.ts';
import type { TimeOf } from '../../clock/notes.ts';
import { UsageError } from '../../errors.ts';
import { type Context, judgeSnapshot } from '../../judging/judging.ts';
import { lookTwice } from '../../judging/second-look.ts';
import type { Masked } from '../../secrets/masked.ts';
import { isJson } from '../../settings/format.ts';
import { type CommonFlags, inSession } from '../../settings/session.ts';
import { findByName } from '../../store/names/find.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import { DEFAULT_PACE, newPace } from '../../store/scan/pace.ts';
import { tellFailures } from '../../terminal/outcome.ts';
import { type Outcome, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { maskShow, type ShownResult } from './mask.ts';
import { withProposals } from './proposals.ts';
import type { ShowResult } from './result.ts';

export interface ShowFlags extends CommonFlags {
  readonly full?: boolean;
  readonly raw?: boolean;
  /** Milliseconds. */
  readonly settle: number;
}

export async function runShow(
  names: readonly string[],
  flags: ShowFlags,
  terminal: Terminal,
): Promise<Outcome> {
  return inSession(names, flags, terminal, false, async (session) => {
    const result = await show(session, session.queries, flags.settle);
    for (const [full, name] of result.longNames ?? []) terminal.typed.longNames.set(full, name);
    const exitCode = tellFailures(result.failures, isJson(flags), terminal);
    if (result.resources.length === 0) return { output: '', exitCode };
    const timeOf = timesOf(session.clock, result.source.clusterId);
    const shown = maskShow(result, session.judging.isSecret);
    return { output: await render(shown, names, flags, terminal, timeOf), exitCode };
  });
}

async function render(
  result: Masked<ShownResult>,
  names: readonly string[],
  flags: ShowFlags,
  terminal: Terminal,
  timeOf: TimeOf,
): Promise<string | Uint8Array> {
  const { typed } = terminal;
  if (flags.raw) return raw(result, terminal);
  if (flags.format === 'ndjson')
    return (await import('./views/json.ts')).showLines(result, { typed, timeOf });
  if (flags.format === 'json') {
    const { showJson } = await import('./views/json.ts');
    return showJson(result, { asList: names.length > 1 || names.includes('-'), typed, timeOf });
  }
  const { renderShow } = await import('./views/screen.ts');
  return renderShow(result, await readyScreen(terminal, result, timeOf), { full: flags.full ?? false });
}

async function raw(result: Masked<ShownResult>, { stdout }: Terminal): Promise<Uint8Array> {
  const { maskedKey, rawShow } = await import('./views/raw.ts');
  const key = maskedKey(result);
  if (key === undefined) return rawShow(result, { live: !stdout.isTTY });
  throw new UsageError(`${key} holds secrets, and --raw prints values as they are stored`, {
    hint: 'add --reveal to see them too; --full shows the rest of the values',
  });
}

/**
 * The stages of each resource named, judged, all at one revision; what looks broken, or has a job key that nobody holds, as
 * it is at a second look.
 * @param settleMs pause before that, if anything asks for it; 0: at one look
 */
async function show(context: Context, queries: readonly NameQuery[], settleMs: number): Promise<ShowResult> {
  const pace = newPace(DEFAULT_PACE);
  const found = await findByName(context, queries, { pace, leases: true, longNames: true });
  const { snapshots, failures, revision, longNames } = found;
  const judged = snapshots.map((snapshot) => judgeSnapshot(snapshot, context.judging));
  const resources = await lookTwice(context, judged, { pauseMs: settleMs, pace });
  const source = { ...(await context.source.identity()), revision };
  return { source, resources: await withProposals(context, resources), failures, longNames };
}
