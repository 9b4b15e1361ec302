import { timesOf } from '../../clock/folder.ts';
import { UsageError } from '../../errors.ts';
import { openJournal } from '../../repair/journal/journal.ts';
import { underWay } from '../../repair/journal/under-way.ts';
import { journalSettings } from '../../repairing/journal-settings.ts';
import { inRepairSession, type WritingFlags } from '../../repairing/session.ts';
import { isJson } from '../../settings/format.ts';
import { loadSettings } from '../../settings/session.ts';
import { suggest } from '../../suggestion.ts';
import { bootTime } from '../../system/processes.ts';
import { type Outcome, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { recordWord, type Word } from './as.ts';
import { maskJournal } from './mask.ts';
import { entriesToResolve, listJournal, resolveEntries } from './resolve.ts';
import type { JournalResult } from './result.ts';

export interface ReadingFlags extends WritingFlags {
  readonly resolve?: boolean;
  readonly as?: Word;
}

/** Lists past repairs or shows one; asks etcd only where outcomes are to be resolved. */
export async function runJournal(
  name: string | undefined,
  flags: ReadingFlags,
  terminal: Terminal,
): Promise<Outcome> {
  if (flags.as !== undefined) return resolveAs(name, flags.as, flags, terminal);
  if (flags.resolve) return resolve(name, flags, terminal);
  const { connection } = await loadSettings(flags, terminal);
  const journal = await openJournal(journalSettings(flags, terminal.env, connection));
  return { output: await render(listJournal(journal, name), flags, terminal), exitCode: 0 };
}

/** Needs no etcd: it is for what etcd can't tell. */
async function resolveAs(
  name: string | undefined,
  word: Word,
  flags: ReadingFlags,
  terminal: Terminal,
): Promise<Outcome> {
  if (flags.resolve !== true) throw new UsageError('--as goes with --resolve');
  if (name === undefined)
    throw new UsageError('--as is about one entry: name it', {
      hint: 'what there is',
      next: suggest('journal'),
    });
  const { connection } = await loadSettings(flags, terminal);
  const settings = journalSettings(flags, terminal.env, connection);
  const told = await recordWord(await openJournal(settings), name, word, settings.who);
  return { output: await render(told, flags, terminal), exitCode: 0 };
}

async function resolve(name: string | undefined, flags: ReadingFlags, terminal: Terminal): Promise<Outcome> {
  const leftMs = underWay(bootTime);
  const result = await inRepairSession([], flags, terminal, async (context) => {
    if (entriesToResolve(context.journal, name).length === 0) return { entries: [], whole: true };
    return resolveEntries(context, name, { leftMs, onWait: (ms) => tellWait(ms, terminal) });
  });
  const open = result.entries.some(({ outcome }) => outcome === 'unknown');
  return { output: await render(result, flags, terminal), exitCode: open ? 6 : 0 };
}

function tellWait(ms: number, { stderr }: Terminal): void {
  stderr.write(`waiting ${Math.ceil(ms / 1000)} s: what was sent may still be under way until then\n`);
}

async function render(told: JournalResult, flags: ReadingFlags, terminal: Terminal): Promise<string> {
  const { judging, connection, clock } = await loadSettings(flags, terminal);
  const { folder } = journalSettings(flags, terminal.env, connection);
  const result = maskJournal({ ...told, folder }, judging.isSecret);
  if (isJson(flags)) {
    const { journalJson, journalLines } = await import('./views/json.ts');
    return flags.format === 'json' ? journalJson(result) : journalLines(result);
  }
  const { renderJournal } = await import('./views/screen.ts');
  // One entry, or those of one run: they are of one cluster.
  const cluster = result.entries[0]?.where.clusterId;
  const timeOf = cluster === undefined ? undefined : timesOf(clock, cluster);
  return renderJournal(result, await readyScreen(terminal, result, timeOf));
}
