import { GAP, shareWidth } from '../../../drawing/cells.ts';
import { type Canvas, canvasFor, flow, labelled, safe } from '../../../drawing/frame.ts';
import { sourceParts } from '../../../drawing/headline.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { drawTable } from '../../../drawing/table.ts';
import { widest } from '../../../drawing/width.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { ProbedEndpoint } from '../../../store/probe.ts';
import { type PingProblem, type PingResult, type PrefixRights, raftLag } from '../result.ts';

/** Whether the cluster can be used, what is wrong, then each endpoint and each prefix. */
export function renderPing(result: PingResult, screen: Screen): string {
  const canvas = canvasFor(screen);
  const lines = [
    ...headline(canvas, result),
    ...source(canvas, result),
    ...besidesTheError(result).flatMap((problem) =>
      labelled(
        canvas,
        problem.fatal ? 'ERROR' : 'WARNING',
        safe(canvas, `${problem.says}; ${problem.hint}`),
        {
          label: problem.fatal ? canvas.paint.broken : canvas.paint.warning,
        },
      ),
    ),
    ...others(canvas, result),
    ...unknownFigures(canvas, result),
    '',
    ...table(
      canvas,
      ENDPOINT_TITLES,
      result.endpoints.map((one) => endpointRow(one, result.endpoints)),
    ),
    '',
    ...table(canvas, prefixTitles(result.prefixes), result.prefixes.map(prefixRow)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function headline(canvas: Canvas, { verdict, endpoints }: PingResult): string[] {
  const { paint } = canvas;
  const answered = endpoints.filter(({ trouble }) => trouble === undefined).length;
  const all = endpoints.length;
  const text = `${answered} of ${all} ${all === 1 ? 'endpoint answers' : 'endpoints answer'}`;
  const label = { ok: paint.healthy, degraded: paint.warning, unusable: paint.broken }[verdict];
  return labelled(canvas, verdict.toUpperCase(), text, { label });
}

function source(canvas: Canvas, { source }: PingResult): string[] {
  if (source.clusterId === '') return [];
  return flow(canvas, 'source', sourceParts(canvas, source), { label: canvas.paint.quiet });
}

/** The first that makes the store unusable is the error on stderr. */
function besidesTheError({ problems }: PingResult): readonly PingProblem[] {
  return problems.filter((problem) => problem !== problems.find(({ fatal }) => fatal));
}

function others(canvas: Canvas, { otherMembers = [] }: PingResult): string[] {
  return otherMembers.flatMap(({ memberId, name, clientUrls }) => {
    const who = `member ${name === '' ? memberId : name} at ${clientUrls.join(',') || 'no client URL'}`;
    return labelled(canvas, 'NOTE', safe(canvas, `${who} is not among the endpoints`), {
      label: canvas.paint.quiet,
    });
  });
}

const NOT_TOLD = 'not told';

/** Some versions of etcd tell root alone what only a member's status has. */
function unknownFigures(canvas: Canvas, { endpoints }: PingResult): string[] {
  if (!endpoints.some(({ answer, status }) => answer !== undefined && status === undefined)) return [];
  const text =
    'version, leader, raft lag and alarms are not told to this user (etcd may tell them to root alone)';
  return labelled(canvas, 'NOTE', text, { label: canvas.paint.quiet });
}

const ENDPOINT_TITLES = ['endpoint', 'version', 'role', 'revision', 'raft lag', 'read'];

function endpointRow(one: ProbedEndpoint, all: readonly ProbedEndpoint[]): string[] {
  const { endpoint, answer, status, readMs } = one;
  if (answer === undefined) return [endpoint, '-', '-', '-', '-', '-'];
  const read = readMs === undefined ? '-' : `${readMs.toFixed(1)} ms`;
  const revision = String(answer.revision);
  if (status === undefined) return [endpoint, NOT_TOLD, NOT_TOLD, revision, NOT_TOLD, read];
  const role = status.hasLeader ? status.role : 'no leader';
  return [endpoint, status.version, role, revision, String(raftLag(one, all)), read];
}

function prefixTitles(prefixes: readonly PrefixRights[]): string[] {
  const counted = prefixes.some(({ keys }) => keys !== undefined);
  return ['area', 'prefix', 'read', 'write', ...(counted ? ['keys'] : [])];
}

function prefixRow({ area, prefix, read, write, keys }: PrefixRights): string[] {
  const told = [area, prefix, yesNo(read), yesNo(write)];
  return keys === undefined ? told : [...told, keys === null ? '?' : String(keys)];
}

function yesNo(right: boolean | null): string {
  return right === null ? '?' : right ? 'yes' : 'no';
}

function table(canvas: Canvas, titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const texts = rows.map((row) => row.map((text) => safe(canvas, text)));
  const needs = titles.map((title, i) => widest([title, ...texts.map((row) => row[i] ?? '')]));
  const widths = shareWidth(needs, canvas.screen.width - GAP * titles.length);
  const { quiet } = canvas.paint;
  const cells = (row: readonly string[], paint?: typeof quiet) =>
    row.map((text, i) =>
      wrap(text, widths[i] ?? 1).map((line) =>
        paint === undefined ? { text: line } : { text: line, paint },
      ),
    );
  return drawTable([cells(titles, quiet), ...texts.map((row) => cells(row))], widths);
}
