/** What the table says of the baseline: how much it knows, and each of its lines that asks for something. */

import { type Canvas, labelled, safe } from '../../../drawing/frame.ts';
import type { BaselineReport, VerifyResult } from '../result.ts';

type Line = BaselineReport['lines'][number];

const MAX_TOLD = 3;

/** Of one line, and of several; only said where there are some. */
const OUTCOMES: readonly (readonly [Line['outcome'], string, string])[] = [
  ['expired', 'has expired', 'have expired'],
  ['moved', 'no longer holds, a stage was written since', 'no longer hold, a stage was written since'],
  ['unmatched', 'matches nothing any more', 'match nothing any more'],
  [
    'refused',
    'has no effect, no baseline hides an unreadable document',
    'have no effect, no baseline hides an unreadable document',
  ],
];

export function baselineLines(canvas: Canvas, { baseline, summary }: VerifyResult): string[] {
  if (baseline === undefined) return [];
  const { paint } = canvas;
  return [
    ...labelled(canvas, 'known', knownText(baseline, summary), { label: paint.quiet }),
    ...OUTCOMES.flatMap(([outcome, one, many]) => {
      const text = baseline.counts[outcome] === 1 ? one : many;
      return outcomeLines(canvas, baseline, outcome, text);
    }),
  ];
}

/** `2 findings are in the baseline (1 broken resource), 1 expires in 3 d`. */
export function knownText(
  { nextExpiry, counts }: BaselineReport,
  { baselined, brokenKnown }: VerifyResult['summary'],
): string {
  const broken = brokenKnown === 0 ? '' : ` (${counted(brokenKnown, 'broken resource', 'broken resources')})`;
  const known = `${counted(baselined, 'finding is', 'findings are')} in the baseline${broken}`;
  if (nextExpiry === undefined || counts.holds === 0) return known;
  const { days, entries } = nextExpiry;
  const when = days === 0 ? 'today' : `in ${days} d`;
  return `${known}, ${entries} ${entries === 1 ? 'expires' : 'expire'} ${when}`;
}

function outcomeLines(
  canvas: Canvas,
  { counts, lines }: BaselineReport,
  outcome: Line['outcome'],
  text: string,
): string[] {
  if (counts[outcome] === 0) return [];
  const told = lines.filter((line) => line.outcome === outcome).slice(0, MAX_TOLD);
  const names = told.map(({ resource, rule, expires }) =>
    outcome === 'expired' ? `${resource} ${rule} (${expires})` : `${resource} ${rule}`,
  );
  const left = counts[outcome] - told.length;
  const more = left > 0 ? `, and ${left} more` : '';
  const all = `${counted(counts[outcome], 'line of the baseline', 'lines of the baseline')} ${text}: ${names.join(', ')}${more}`;
  return labelled(canvas, '', safe(canvas, all), { text: canvas.paint.warning });
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
