import { commandLines } from '../../../drawing/command-line.ts';
import { type Canvas, canvasFor, flow, labelled, safe } from '../../../drawing/frame.ts';
import { sourceParts, verdictPainter } from '../../../drawing/headline.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { aboutWhen } from '../../../drawing/when.ts';
import type { VerifyResult } from '../result.ts';
import { baselineLines } from './baseline-view.ts';
import { groupsView } from './groups-table.ts';
import { nextOfVerify } from './next.ts';
import { verifyList } from './rows-table.ts';
import { newSections, type Section, together } from './sections.ts';
import { findingsText, summaryText } from './summary.ts';

export interface VerifyOptions {
  /** Whether healthy resources were asked for, too. */
  readonly listAll?: boolean;
  /** What is listed, where the result holds no list. */
  readonly sections?: readonly Section[];
}

/** What is listed, then the whole in words; the last line is what to type next where something is broken. */
export function renderVerify(
  result: VerifyResult,
  screen: Screen,
  { listAll = false, sections = sectionsOf(result, listAll) }: VerifyOptions = {},
): string {
  const canvas = canvasFor(screen);
  const list = listOf(canvas, sections);
  const lines = [
    ...result.notes.flatMap((note) =>
      labelled(canvas, 'NOTE', safe(canvas, note), { label: canvas.paint.warning }),
    ),
    ...list,
    ...(list.length > 0 ? [''] : []),
    ...summary(canvas, result, sections, listAll),
    ...next(canvas, sections),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function sectionsOf({ resources }: VerifyResult, listAll: boolean): readonly Section[] {
  const { take, sections } = newSections(listAll ? Number.POSITIVE_INFINITY : undefined);
  resources.forEach(take);
  return sections();
}

/** Neighbours that are listed resource by resource share one table. */
function listOf(canvas: Canvas, sections: readonly Section[]): string[] {
  const whole = sections.filter(isWhole);
  const grouped = sections.filter((section) => !isWhole(section));
  const list = verifyList(
    canvas,
    whole.flatMap(({ resources }) => resources),
  );
  const groups = grouped.map((section) => groupsView(canvas, section));
  return [...groups, list]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}

function isWhole({ resources, groups }: Section): boolean {
  return resources.length === groups.resources;
}

function summary(
  canvas: Canvas,
  result: VerifyResult,
  sections: readonly Section[],
  listAll: boolean,
): string[] {
  const { paint } = canvas;
  const quiet = { label: paint.quiet };
  const findings = findingsText(result.summary);
  return [
    ...labelled(canvas, 'verified', safe(canvas, summaryText(result)), {
      label: paint.quiet,
      text: tone(canvas, result),
    }),
    ...(findings === undefined ? [] : labelled(canvas, 'findings', findings, quiet)),
    ...unheldLines(canvas, sections),
    ...baselineLines(canvas, result),
    ...listed(canvas, result, sections, listAll),
    ...flow(canvas, 'source', sourceParts(canvas, result.source), quiet),
  ];
}

/** Of one job the list says it; several were most likely held by one host. */
function unheldLines(canvas: Canvas, sections: readonly Section[]): string[] {
  const unheld = together(sections.map((section) => section.unheld));
  if (unheld === undefined || unheld.jobs < 2) return [];
  const { jobs, first, last } = unheld;
  const [from, to] = [aboutWhen(canvas.screen, first), aboutWhen(canvas.screen, last)];
  const times = from === '' ? '' : ` (${from === to ? from : `${from} to ${to}`})`;
  const text = `${jobs} jobs, made between revisions ${first} and ${last}${times}, have no worker; their keys are left`;
  return labelled(canvas, 'jobs', text, { label: canvas.paint.warning });
}

function tone({ paint }: Canvas, { summary: { broken, brokenKnown, resources } }: VerifyResult) {
  if (broken > brokenKnown) return verdictPainter(paint, 'broken');
  return resources === 0 || broken > 0 ? paint.warning : paint.healthy;
}

/** A short list must not look like the whole. */
function listed(
  canvas: Canvas,
  { summary: { resources: all } }: VerifyResult,
  sections: readonly Section[],
  listAll: boolean,
): string[] {
  const each = sections.filter(isWhole).reduce((sum, { resources }) => sum + resources.length, 0);
  const grouped = sections
    .filter((section) => !isWhole(section))
    .reduce((sum, { groups }) => sum + groups.resources, 0);
  if (each + grouped === 0 || each === all) return [];
  const groups = grouped === 0 ? '' : `, and ${grouped} by group (each: --list)`;
  const how = listAll ? '' : '; healthy ones: --list-all';
  return labelled(canvas, 'listed', `${each} of ${all}${groups}${how}`, { label: canvas.paint.quiet });
}

function next(canvas: Canvas, sections: readonly Section[]): string[] {
  const suggestion = nextOfVerify(sections, canvas.screen.typed);
  return suggestion === undefined ? [] : commandLines(canvas, suggestion);
}
