import { commandLines } from '../../../drawing/command-line.ts';
import { type Canvas, canvasFor, labelled, safe } from '../../../drawing/frame.ts';
import { headline } from '../../../drawing/headline.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { commandText } from '../../../drawing/shell-word.ts';
import type { SourceInfo } from '../../../judging/results.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { bodyText } from '../../../stages/config.ts';
import type { Resource } from '../../../stages/resource.ts';
import type { Suggestion } from '../../../suggestion.ts';
import type { ShownResource, ShownResult } from '../mask.ts';
import { findingsView } from './findings-view.ts';
import { flightView } from './flight-view.ts';
import { type WayOn, wayOn } from './next.ts';
import { stagesView } from './stages-view.ts';

export interface ShowOptions {
  /** Every value whole, and every finding. */
  readonly full: boolean;
}

/** The screens of all resources that were found, each ending in a newline; names that failed are told elsewhere. */
export function renderShow(result: Masked<ShownResult>, screen: Screen, options: ShowOptions): string {
  const canvas = canvasFor(screen);
  return result.resources.map((judged) => screenOf(canvas, judged, result.source, options.full)).join('\n');
}

/** The verdict is the first line, the next command the last. */
function screenOf(canvas: Canvas, judged: ShownResource, source: SourceInfo, full: boolean): string {
  const { resource } = judged;
  const lines = [
    ...headline(canvas, judged, source),
    ...called(canvas, resource),
    '',
    ...stagesView(canvas, judged, resource, full),
    '',
    ...flightView(canvas, judged, resource, full),
    ...findingsView(canvas, judged, full),
    ...wayOnLines(canvas, judged, full),
  ];
  return `${lines.join('\n')}\n`;
}

function wayOnLines(canvas: Canvas, judged: ShownResource, full: boolean): string[] {
  const { refused, wait, next, more = [] } = wayOn(judged, full);
  const { paint } = canvas;
  return [
    ...(refused === undefined ? [] : refusedLines(canvas, refused)),
    ...(wait === undefined ? [] : labelled(canvas, 'wait', wait, { label: paint.quiet })),
    ...(next === undefined ? [] : commandLines(canvas, quietly(judged, next))),
    ...more.map((command) => paint.strong(commandText(command, canvas.screen))),
  ];
}

function refusedLines(canvas: Canvas, { why, hint }: NonNullable<WayOn['refused']>): string[] {
  return [
    ...labelled(canvas, 'repair', safe(canvas, `would be refused: ${why}`), { label: canvas.paint.warning }),
    ...labelled(canvas, 'hint', safe(canvas, hint), { label: canvas.paint.quiet }),
  ];
}

/** What is healthy has to fit a small screen, and says so above; what a repair is good for is said there, too. */
function quietly({ verdict }: ShownResource, next: Suggestion): Suggestion {
  const healthy = verdict === 'settled' || verdict === 'complete' || verdict === 'stackless';
  const repair = 'verb' in next && next.verb[0] === 'repair';
  return healthy || repair ? { ...next, why: '' } : next;
}

/** What people call it, and whose it is, as far as `/config` tells. */
function called(canvas: Canvas, { config }: Resource): string[] {
  const [name, tenant] = [bodyText(config, 'name'), bodyText(config, 'tenant_id')];
  const told = [...(name ? [['name', name]] : []), ...(tenant ? [['tenant', tenant]] : [])];
  return told.flatMap(([label = '', text = '']) =>
    labelled(canvas, label, safe(canvas, text), { label: canvas.paint.quiet }),
  );
}
