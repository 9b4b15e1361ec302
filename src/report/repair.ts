import type { RepairItem, RepairResult } from '../commands/results.ts';
import { resourceName } from '../stages/keys.ts';
import { commandLines } from './command-line.ts';
import { canvasFor } from './frame.ts';
import { shortName } from './names.ts';
import { paintFor } from './paint.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { wrap } from './wrap.ts';

/** What came of each resource, one line or more each; behind the plans that were shown before. */
export function renderRepair(result: RepairResult, screen: Screen): string {
  const paint = paintFor(screen);
  const lines = result.items.flatMap((item) => {
    const colour =
      item.outcome === 'written' ? paint.healthy : TROUBLE.has(item.outcome) ? paint.broken : paint.warning;
    return wrap(visible(told(item), screen), screen.width).map((line) => colour(line));
  });
  return [...lines, ...next(result, screen)].map((line) => `${line}\n`).join('');
}

/** What to type once this was read. */
function next({ items }: RepairResult, screen: Screen): string[] {
  const names = (outcomes: readonly RepairItem['outcome'][]) =>
    items.filter(({ outcome }) => outcomes.includes(outcome)).map(({ proposal }) => shortName(proposal.ref));
  const command = (verb: string, of: readonly string[], ...options: string[]) =>
    of.length === 0
      ? []
      : commandLines(canvasFor(screen), { words: ['esi-state', verb, ...of, ...options], why: '' });
  const [planned, again, done] = [
    names(['planned']),
    names(['lost', 'unknown', 'unverified']),
    names(['written']),
  ];
  if (again.length > 0) return command('show', again);
  return planned.length > 0 ? command('repair', planned) : command('verify', done);
}

const TROUBLE: ReadonlySet<RepairItem['outcome']> = new Set(['lost', 'unknown', 'unverified']);

function told({ proposal, outcome, detail, revision }: RepairItem): string {
  const name = resourceName(proposal.ref);
  const becomes = proposal.kind === 'plan' ? proposal.plan.becomes : '';
  const texts: Record<RepairItem['outcome'], string> = {
    nothing: `nothing to do for ${name}`,
    refused: `refused: ${name}; nothing was written`,
    planned: `only planned: ${name}; nothing was written`,
    declined: `left as it is: ${name}; nothing was written`,
    interrupted: `not begun: ${name}; nothing was written`,
    written: `done: ${name} was written at revision ${revision}, read again, and is ${becomes}`,
    lost: `lost the race: ${name}: ${detail}; nothing was written`,
    unknown: `UNKNOWN: ${detail}`,
    unverified: `NOT AS PLANNED: ${detail}`,
  };
  return texts[outcome];
}
