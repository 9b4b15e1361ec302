import { type Cell, GAP, shareWidth } from '../../../drawing/cells.ts';
import { type Canvas, canvasFor, flow, labelled, safe } from '../../../drawing/frame.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { drawTable } from '../../../drawing/table.ts';
import { widest } from '../../../drawing/width.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { ConfigResult, ConfigSetting } from '../result.ts';

/** The settings in force with their origins, then the contexts there are; `*` marks the one in force. */
export function renderConfig(result: ConfigResult, screen: Screen): string {
  const canvas = canvasFor(screen);
  const lines = [
    ...labelled(canvas, 'file', safe(canvas, fileText(result)), { label: canvas.paint.quiet }),
    ...labelled(canvas, 'context', safe(canvas, contextText(result)), { label: canvas.paint.quiet }),
    '',
    ...settingsTable(canvas, result),
    '',
    ...contextLines(canvas, result),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function fileText({ file: { path, found, origin } }: ConfigResult): string {
  const why = origin === 'default' ? 'its usual place' : origin;
  return `${path ?? 'none'}  (${why}${found ? '' : '; there is no such file'})`;
}

function contextText({ file, context }: ConfigResult): string {
  return context === null ? 'none' : `${context.name}  (${withoutPath(context.origin, file)})`;
}

/** The file is named once, at the top. */
function withoutPath(origin: string, { path }: ConfigResult['file']): string {
  const start = `${path}: `;
  return path !== null && origin.startsWith(start) ? `file: ${origin.slice(start.length)}` : origin;
}

function settingsTable(canvas: Canvas, { settings, file }: ConfigResult): string[] {
  const rows = settings.map((setting) => [
    setting.name,
    safe(canvas, valueText(setting)),
    safe(canvas, withoutPath(setting.origin, file)),
  ]);
  const needs = [0, 1, 2].map((column) => widest(rows.map((row) => row[column] ?? '')));
  const widths = shareWidth(needs, canvas.screen.width - GAP * needs.length);
  const { quiet } = canvas.paint;
  return drawTable(
    rows.map((row) =>
      row.map((text, column): Cell => {
        const lines = wrap(text, widths[column] ?? 1);
        return lines.map((line) => (column === 1 ? { text: line } : { text: line, paint: quiet }));
      }),
    ),
    widths,
  );
}

function valueText({ value }: ConfigSetting): string {
  if (value === null) return '-';
  return typeof value === 'string' ? value : value.join(', ');
}

function contextLines(canvas: Canvas, { contexts }: ConfigResult): string[] {
  if (contexts.length === 0) return ['no contexts'];
  return contexts.flatMap(
    ({ name, current, discoverySrv, user, clusterId, protected: isProtected, ...one }) => {
      const parts = [
        name,
        placeOf(discoverySrv, one.endpoints),
        ...(user === null ? [] : [`user ${user}`]),
        ...(clusterId === null ? [] : [`cluster ${clusterId}`]),
        ...(isProtected ? ['protected'] : []),
      ];
      return flow(
        canvas,
        current ? '* context' : '  context',
        parts.map((part) => safe(canvas, part)),
        { label: current ? canvas.paint.strong : canvas.paint.quiet },
      );
    },
  );
}

function placeOf(domain: string | null, endpoints: readonly string[]): string {
  if (domain !== null) return `endpoints by SRV records of ${domain}`;
  return endpoints.length === 0 ? 'no endpoints of its own' : endpoints.join(',');
}
