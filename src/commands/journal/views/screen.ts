import { renderAction } from '../../../drawing/action.ts';
import { commandLines, labelledCommand } from '../../../drawing/command-line.ts';
import { type Canvas, canvasFor, flow, labelled, safe } from '../../../drawing/frame.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { commandText } from '../../../drawing/shell-word.ts';
import { revisionWhen } from '../../../drawing/when.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { JournalEntry } from '../../../repair/journal/entry.ts';
import { changesBetween } from '../../../repair/plan/changes.ts';
import type { Image } from '../../../repair/plan/stored-value.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { resourceName } from '../../../stages/keys.ts';
import { type Suggestion, suggest, suggestWord } from '../../../suggestion.ts';
import type { JournalResult } from '../result.ts';

/** Past repairs, oldest first; each with its writes where it was asked for by name. */
export function renderJournal(result: Masked<JournalResult>, screen: Screen): string {
  const canvas = canvasFor(screen);
  const lines = result.whole
    ? result.entries.flatMap((entry) => [...wholeEntry(canvas, entry), ''])
    : result.entries.flatMap((entry) => shortEntry(canvas, entry));
  const none = result.entries.length === 0 ? nothingIn(canvas, result) : [];
  return [...none, ...lines, ...next(canvas, result)].map((line) => `${line}\n`).join('');
}

/** Of one journal only: whoever is another user, or was, has another one. */
function nothingIn(canvas: Canvas, { whole, folder }: JournalResult): string[] {
  const what = whole ? 'nothing is unknown' : 'no repair so far';
  const where = folder === undefined ? '' : ` in the journal ${folder}`;
  return wrap(safe(canvas, what + where), canvas.screen.width);
}

function shortEntry(canvas: Canvas, entry: JournalEntry): string[] {
  const { time, id, kind, ref, rules, who, where } = entry;
  const context = where.context === undefined ? [] : [`[${where.context}]`];
  const what = [time, id, kind, resourceName(ref), rules.join(',')];
  const reason = who.reason === undefined ? '' : `: ${who.reason}`;
  const word = entry.byOperator ? ["(the operator's own word)"] : [];
  const parts = [...word, ...what, ...context, `by ${who.user}@${who.host}${reason}`];
  return flow(
    canvas,
    outcomeWord(entry),
    parts.map((part) => safe(canvas, part)),
    colours(canvas, entry),
  );
}

const WORDS: Readonly<Record<JournalEntry['outcome'], string>> = {
  written: 'written',
  not_written: 'NOT DONE',
  unknown: 'UNKNOWN',
  undone: 'undone',
};

function outcomeWord({ outcome }: JournalEntry): string {
  return WORDS[outcome];
}

function colours({ paint }: Canvas, { outcome }: JournalEntry) {
  return {
    label: { written: paint.healthy, undone: paint.quiet, not_written: paint.warning, unknown: paint.broken }[
      outcome
    ],
  };
}

function wholeEntry(canvas: Canvas, entry: JournalEntry): string[] {
  return [
    ...shortEntry(canvas, entry),
    ...facts(entry, canvas.screen).flatMap(([label, text]) =>
      labelled(canvas, label, safe(canvas, text), { label: canvas.paint.quiet }),
    ),
    ...entry.images.flatMap((image) => renderAction(actionOf(image), canvas.screen, canvas.paint, false)),
  ];
}

function facts(entry: JournalEntry, screen: Screen) {
  const { run, who, where, source, why, version, writtenAt, detail, undoes, undoneBy } = entry;
  const account = who.etcdUser === undefined ? '' : `, etcd user ${who.etcdUser}`;
  const facts: [string, string | undefined][] = [
    ['run', run],
    ['reason', who.reason],
    ['who', `${who.user} on ${who.host}${account}, esi-state ${who.toolVersion}`],
    ['where', `${where.context ?? ''} cluster ${where.clusterId} at ${where.endpoints.join(',')}`.trim()],
    ['source', `${source}: ${why}`],
    ['version', version],
    ['undoes', undoes],
    ['undone by', undoneBy],
    ['revision', writtenAt === undefined ? undefined : revisionWhen(screen, writtenAt)],
    ['outcome', detail],
    ['values', 'from the journal alone, not held against etcd'],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function actionOf({ before, after, ...image }: Image) {
  const kind = after === undefined ? ('delete' as const) : ('put' as const);
  const changes = after === undefined ? [] : changesBetween(before, after);
  return { kind, ...image, before, after, changes };
}

/** What is open comes first; a single entry can be taken back. */
function next(canvas: Canvas, { entries, whole, resolved }: JournalResult): string[] {
  const open = entries.find(({ outcome }) => outcome === 'unknown');
  if (open !== undefined && resolved === true) {
    const why = 'etcd does not tell: look whether it was written; then say so, if you know';
    return [
      ...commandLines(canvas, suggest('show', { of: [open.ref], why })),
      ...ifKnown(canvas, 'if written', suggestWord(open.id, 'written')),
      ...ifKnown(canvas, 'if not', suggestWord(open.id, 'not_written')),
    ];
  }
  if (open !== undefined)
    return commandLines(canvas, suggest('journal', { options: [['--resolve']], why: 'reads again' }));
  const [entry, another] = entries;
  if (!whole || entry?.outcome !== 'written' || another !== undefined) return [];
  return commandLines(canvas, suggest('undo', { of: [entry.id], options: [['--dry-run']] }));
}

function ifKnown(canvas: Canvas, label: string, suggestion: Suggestion): string[] {
  if ('untypable' in suggestion) return [];
  return labelledCommand(canvas, label, commandText(suggestion, canvas.screen));
}
