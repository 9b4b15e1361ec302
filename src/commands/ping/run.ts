import { StoreError } from '../../errors.ts';
import { isJson } from '../../settings/format.ts';
import { type CommonFlags, loadSettings } from '../../settings/session.ts';
import { discovered } from '../../store/etcd/discovery.ts';
import { probeEtcd } from '../../store/etcd/probe.ts';
import { exitCodeOf, noteTo, tellError, tellNotes } from '../../terminal/outcome.ts';
import { withPassword } from '../../terminal/password.ts';
import { type Outcome, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { ping } from './ping.ts';
import type { PingResult } from './result.ts';

export interface PingFlags extends CommonFlags {
  readonly count?: boolean;
}

/** What was found is printed in any case; what makes the store unusable is the error, as in every other command. */
export async function runPing(flags: PingFlags, terminal: Terminal): Promise<Outcome> {
  const { connection, prefixes, notes } = await loadSettings(flags, terminal);
  tellNotes(notes, isJson(flags), terminal);
  const { context } = connection;
  const named = context === undefined ? {} : { context };
  const note = noteTo(isJson(flags), terminal);
  const reached = await withPassword(await discovered(connection, note), terminal, false);
  const probe = probeEtcd(reached, note);
  try {
    const result = await ping(probe, { prefixes, ...named, count: flags.count ?? false });
    return { output: await render(result, flags, terminal), exitCode: tellFatal(result, flags, terminal) };
  } finally {
    probe.close();
  }
}

function tellFatal({ problems }: PingResult, flags: PingFlags, terminal: Terminal): number {
  const fatal = problems.find((problem) => problem.fatal);
  if (fatal === undefined) return 0;
  const error = new StoreError(fatal.says, { hint: fatal.hint });
  tellError(error, terminal, { json: isJson(flags) });
  return exitCodeOf(error);
}

async function render(result: PingResult, flags: PingFlags, terminal: Terminal): Promise<string> {
  if (flags.format === 'json') return (await import('./views/json.ts')).pingJson(result);
  if (flags.format === 'ndjson') return (await import('./views/json.ts')).pingLine(result);
  const { renderPing } = await import('./views/screen.ts');
  return renderPing(result, await readyScreen(terminal, result));
}
