import type { RepairItem, RepairResult } from '../commands/results.ts';
import { resourceName } from '../stages/keys.ts';
import { commandLines, commandText } from './command-line.ts';
import { canvasFor } from './frame.ts';
import type { Masked } from './masked.ts';
import { shortName } from './names.ts';
import { paintFor } from './paint.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { wrap } from './wrap.ts';

/** What came of one resource, in a line or more; behind the plans that were shown before. */
export function renderItem(item: Masked<RepairItem>, screen: Screen): string {
  const paint = paintFor(screen);
  const colour =
    item.outcome === 'written' ? paint.healthy : TROUBLE.has(item.outcome) ? paint.broken : paint.warning;
  const lines = wrap(visible(told(item), screen), screen.width).map((line) => colour(line));
  return lines.map((line) => `${line}\n`).join('');
}

/** What came of all together, behind what came of each. */
export function renderEnd(result: Masked<RepairResult>, screen: Screen): string {
  return [...summary(result, screen), ...next(result, screen)].map((line) => `${line}\n`).join('');
}

const TELLS: readonly (readonly [RepairItem['outcome'], string])[] = [
  ['written', 'done'],
  ['planned', 'planned'],
  ['refused', 'refused'],
  ['declined', 'declined'],
  ['lost', 'lost races'],
  ['failed', 'failed'],
  ['unknown', 'unknown'],
  ['unverified', 'not as planned'],
  ['unrecorded', 'not recorded'],
  ['unjournaled', 'not journaled'],
  ['interrupted', 'not begun'],
  ['left', 'left'],
  ['nothing', 'nothing to do'],
  ['skipped', 'skipped'],
];

/** Of several resources: how many of each, and what was not looked at. */
function summary({ items, run, beyondLimit = 0 }: RepairResult, screen: Screen): string[] {
  const counts = TELLS.map(([outcome, text]) => [text, countOf(items, outcome)] as const);
  const told = counts.filter(([, count]) => count > 0).map(([text, count]) => `${text} ${count}`);
  const more = beyondLimit > 0 ? [`${beyondLimit} more need a repair, beyond --limit`] : [];
  const named =
    run !== undefined && countOf(items, 'written') > 1
      ? [`undo all: ${commandText(['esi-state', 'undo', run], screen)}`]
      : [];
  if (items.length < 2 && more.length === 0) return items.length === 0 ? ['nothing is broken'] : [];
  return wrap([...told, ...more, ...named].join(', '), screen.width);
}

function countOf(items: readonly RepairItem[], wanted: RepairItem['outcome']): number {
  return items.filter(({ outcome }) => outcome === wanted).length;
}

/** What to type once this was read. */
function next({ items }: RepairResult, screen: Screen): string[] {
  const names = (outcomes: readonly RepairItem['outcome'][]) => [
    ...new Set(
      items
        .filter(({ outcome }) => outcomes.includes(outcome))
        .map(({ proposal }) => shortName(proposal.ref)),
    ),
  ];
  const command = (verb: string, of: readonly string[], ...options: string[]) =>
    of.length === 0
      ? []
      : commandLines(canvasFor(screen), { words: ['esi-state', verb, ...of, ...options], why: '' });
  const [planned, again, done] = [names(['planned']), names(['lost', 'unverified']), names(['written'])];
  const open = items.some(({ outcome }) => outcome === 'unknown' || outcome === 'unrecorded');
  if (open)
    return commandLines(canvasFor(screen), {
      words: ['esi-state', 'journal', '--resolve'],
      why: 'reads again',
    });
  if (again.length > 0) return command('show', again);
  const undo = items.some(({ proposal }) => proposal.kind === 'plan' && proposal.plan.kind === 'undo');
  if (undo) return command('verify', done);
  return planned.length > 0 ? command('repair', planned) : command('verify', done);
}

const TROUBLE: ReadonlySet<RepairItem['outcome']> = new Set([
  'lost',
  'failed',
  'unjournaled',
  'unknown',
  'unverified',
  'unrecorded',
]);

function told({ proposal, outcome, detail, revision }: RepairItem): string {
  const name = resourceName(proposal.ref);
  const [becomes, entry] = proposal.kind === 'plan' ? [proposal.plan.becomes, proposal.plan.id] : ['', ''];
  const texts: Record<RepairItem['outcome'], string> = {
    nothing: `nothing to do for ${name}`,
    refused: `refused: ${name}; nothing was written`,
    planned: `only planned: ${name}; nothing was written`,
    declined: `left as it is: ${name}; nothing was written`,
    skipped: `skipped: ${name}; nothing was written`,
    interrupted: `not begun: ${name}; nothing was written`,
    left: `left: ${name}; nothing was written, because of what came of an earlier one`,
    written: `done: ${name} was written at revision ${revision}, read again, and is ${becomes}; journal entry ${entry}`,
    lost: `lost the race: ${name}: ${detail}; nothing was written`,
    failed: `FAILED: ${name}: ${detail}; nothing was written`,
    unjournaled: `not begun: ${name}: ${detail}; nothing was written`,
    unknown: `UNKNOWN: ${detail}`,
    unverified: `NOT AS PLANNED: ${detail}`,
    unrecorded: `done, but not recorded: ${name} was written at revision ${revision}; ${detail}`,
  };
  return texts[outcome];
}
