import { commandLines, labelledCommand } from '../../../drawing/command-line.ts';
import { type Canvas, canvasFor } from '../../../drawing/frame.ts';
import { paintFor } from '../../../drawing/paint.ts';
import { visible } from '../../../drawing/sanitize.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { commandText } from '../../../drawing/shell-word.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { DeadJob } from '../../../repair/plan/plan.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { resourceName } from '../../../stages/keys.ts';
import { suggest, suggestDeletion } from '../../../suggestion.ts';
import type { RepairItem, RepairResult } from '../result.ts';
import { nextOfAll } from './next.ts';

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
  const canvas = canvasFor(screen);
  const next = nextOfAll(result, screen.typed);
  return [
    ...summary(result, screen),
    ...undoAll(canvas, result),
    ...leftKeys(canvas, result),
    ...(next === undefined ? [] : commandLines(canvas, next)),
  ]
    .map((line) => `${line}\n`)
    .join('');
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
function summary(result: RepairResult, screen: Screen): string[] {
  const { items, beyondLimit = 0 } = result;
  const counts = TELLS.map(([outcome, text]) => [text, countOf(items, outcome)] as const);
  const describeItem = counts.filter(([, count]) => count > 0).map(([text, count]) => `${text} ${count}`);
  const more = beyondLimit > 0 ? [`${beyondLimit} more need a repair, beyond --limit`] : [];
  const none = items.every(({ outcome }) => outcome === 'skipped') ? nothingFound(result) : [];
  const counted = items.length > 1 || more.length > 0 ? [[...describeItem, ...more].join(', ')] : [];
  return [...none.map((text) => visible(text, screen)), ...counted].flatMap((text) =>
    wrap(text, screen.width),
  );
}

const NOTHING_OF = {
  names: 'no resource was looked at',
  plans: 'the file holds no plan',
  entries: 'no entry was looked at',
} as const;

/** "Nothing is broken" is said only where nothing is: not of names that led nowhere, nor of what a choice left out. */
function nothingFound({ scope, items }: RepairResult): string[] {
  if (scope.kind !== 'all') return items.length === 0 ? [NOTHING_OF[scope.kind]] : [];
  const { leftOut = 0 } = scope;
  if (leftOut === 0) return items.length === 0 ? ['nothing is broken'] : [];
  const choice = [
    ...scope.types.map((type) => `--type ${type}`),
    ...scope.rules.map((rule) => `--rule ${rule}`),
  ].join(' ');
  const others = leftOut === 1 ? '1 resource is' : `${leftOut} resources are`;
  return [`no broken resource fits ${choice}; ${others} broken otherwise`];
}

/** One command for all that was written. */
function undoAll(canvas: Canvas, { items, run }: RepairResult): string[] {
  if (run === undefined || countOf(items, 'written') < 2) return [];
  const undo = suggest('undo', { of: [run] });
  return 'untypable' in undo ? [] : labelledCommand(canvas, 'undo all', commandText(undo, canvas.screen));
}

/** What the word for dead jobs was given for is still there: these keys are the job manager's. */
function leftKeys(canvas: Canvas, { items }: RepairResult): string[] {
  const keys = items.flatMap((item) => (item.revision === undefined ? [] : deadJobsOf(item)));
  if (keys.length === 0) return [];
  const [they, does] = keys.length === 1 ? ['1 job key', 'it'] : [`${keys.length} job keys`, 'they'];
  const text = `left for the job manager: ${they} that no worker holds. Once it is known that ${does} won't be cleaned up:`;
  return [
    ...wrap(text, canvas.screen.width),
    ...keys.map(({ key }) => {
      const command = suggestDeletion(key);
      return command === undefined
        ? visible(`(no shell can be made to say ${key})`, canvas.screen)
        : canvas.paint.strong(commandText(command, canvas.screen));
    }),
  ];
}

function deadJobsOf({ proposal }: RepairItem): readonly DeadJob[] {
  return proposal.kind === 'plan' ? (proposal.plan.deadJobs ?? []) : [];
}

function countOf(items: readonly RepairItem[], wanted: RepairItem['outcome']): number {
  return items.filter(({ outcome }) => outcome === wanted).length;
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
