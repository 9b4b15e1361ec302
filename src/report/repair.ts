import type { RepairItem, RepairResult } from '../commands/results.ts';
import { resourceName } from '../stages/keys.ts';
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
  return lines.map((line) => `${line}\n`).join('');
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
