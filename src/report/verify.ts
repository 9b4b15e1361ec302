import type { VerifyResult } from '../commands/results.ts';
import { commandLines } from './command-line.ts';
import { type Canvas, canvasFor, flow, labelled, safe } from './frame.ts';
import { sourceParts, verdictPainter } from './headline.ts';
import { shortName } from './names.ts';
import type { Screen } from './screen.ts';
import { findingsText, summaryText } from './verify-summary.ts';
import { verifyList } from './verify-table.ts';

export interface VerifyOptions {
  /** Whether healthy resources were asked for, too. */
  readonly listAll?: boolean;
}

/** What is listed, then the whole in words; the last line is what to type next where something is broken. */
export function renderVerify(
  result: VerifyResult,
  screen: Screen,
  { listAll = false }: VerifyOptions = {},
): string {
  const canvas = canvasFor(screen);
  const list = verifyList(canvas, result.resources);
  const lines = [
    ...result.notes.flatMap((note) =>
      labelled(canvas, 'NOTE', safe(canvas, note), { label: canvas.paint.warning }),
    ),
    ...list,
    ...(list.length > 0 ? [''] : []),
    ...summary(canvas, result, listAll),
    ...next(canvas, result),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function summary(canvas: Canvas, result: VerifyResult, listAll: boolean): string[] {
  const { paint } = canvas;
  const quiet = { label: paint.quiet };
  const findings = findingsText(result.summary);
  return [
    ...labelled(canvas, 'verified', safe(canvas, summaryText(result)), {
      label: paint.quiet,
      text: tone(canvas, result),
    }),
    ...(findings === undefined ? [] : labelled(canvas, 'findings', findings, quiet)),
    ...listed(canvas, result, listAll),
    ...flow(canvas, 'source', sourceParts(canvas, result.source), quiet),
  ];
}

function tone({ paint }: Canvas, { summary: { broken, resources } }: VerifyResult) {
  if (broken > 0) return verdictPainter(paint, 'broken');
  return resources === 0 ? paint.warning : paint.healthy;
}

/** A short list must not look like the whole. */
function listed(
  canvas: Canvas,
  { resources, summary: { resources: all } }: VerifyResult,
  listAll: boolean,
): string[] {
  if (resources.length === 0 || resources.length === all) return [];
  const how = listAll ? '' : '; healthy ones: --list-all';
  return labelled(canvas, 'listed', `${resources.length} of ${all}${how}`, { label: canvas.paint.quiet });
}

function next(canvas: Canvas, { resources }: VerifyResult): string[] {
  const first = resources.find(({ verdict }) => verdict === 'broken');
  return first === undefined
    ? []
    : commandLines(canvas, { words: ['esi-state', 'show', shortName(first.ref)], why: '' });
}
