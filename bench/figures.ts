/** Medians of the rows, and the targets they are held against. */
import { median, medianRatio } from './rounds.ts';
import type { Row, RowId, RunCost } from './whole-runs.ts';

/** A row with its runs, round by round; none where it can't be run here. */
export interface Ran {
  readonly row: Row;
  readonly runs: readonly RunCost[];
}

export interface Targeted {
  readonly what: string;
  readonly target: string;
  readonly reached: string;
  readonly verdict: string;
}

export type Table = readonly (readonly string[])[];

const MAX_MIB = 160;
/** "The same" memory at four times the size, give or take what the garbage collector makes of it. */
const SAME = 1.15;
/** Resources of a run that lasts until its memory has levelled off. */
const LASTING = 100_000;

interface RatioTarget {
  readonly what: string;
  readonly of: RowId;
  readonly to: RowId;
  readonly atMost: number;
  readonly figure: 'ms' | 'peakMiB';
}

const RATIOS: readonly RatioTarget[] = [
  { what: 'verify --all / etcdctl', of: 'verify', to: 'etcdctl', atMost: 1, figure: 'ms' },
  { what: 'verify --all / script', of: 'verify', to: 'script', atMost: 0.2, figure: 'ms' },
  { what: 'peak memory at N / at N/4', of: 'verify', to: 'verify-quarter', atMost: SAME, figure: 'peakMiB' },
  { what: 'time at N / at N/4', of: 'verify', to: 'verify-quarter', atMost: 4.4, figure: 'ms' },
  {
    what: '--since, revision unmoved / --all',
    of: 'since-nothing',
    to: 'verify',
    atMost: 0.15,
    figure: 'ms',
  },
  {
    what: '--since, other keys moved / --all',
    of: 'since-others',
    to: 'verify',
    atMost: 0.35,
    figure: 'ms',
  },
  { what: 'show / bare node', of: 'show', to: 'node', atMost: 2.5, figure: 'ms' },
  { what: '--help / bare node', of: 'help', to: 'node', atMost: 1.5, figure: 'ms' },
];

const HEAD = ['what', 'seconds', '/ etcdctl', 'peak MiB', 'own CPU s', "etcd's CPU s"];

/** Medians side by side; the ratio is the median of the rounds' ratios to etcdctl. */
export function costTable(all: readonly Ran[]): Table {
  return [HEAD, ...all.map((ran) => costLine(all, ran))];
}

function costLine(all: readonly Ran[], { row, runs }: Ran): string[] {
  if (runs.length === 0) return [row.title, absence(row), '', '', '', ''];
  const over = figures(all, row.id.endsWith('quarter') ? 'etcdctl-quarter' : 'etcdctl', 'ms');
  return [
    row.title,
    told(figures(all, row.id, 'ms'), (ms) => (ms / 1000).toFixed(3)),
    medianRatio(figures(all, row.id, 'ms'), over).toFixed(2),
    told(figures(all, row.id, 'peakMiB'), (mib) => mib.toFixed(0)),
    told(figures(all, row.id, 'cpuMs'), (ms) => (ms / 1000).toFixed(2)),
    told(figures(all, row.id, 'etcdMs'), (ms) => (ms / 1000).toFixed(2)),
  ];
}

const absence = ({ id }: Row): string => (id === 'script' ? 'no python3, or too large' : 'not in this build');

/** One figure of all runs of a row; empty where there is none. */
function figures(all: readonly Ran[], id: RowId, figure: keyof RunCost): number[] {
  const runs = all.find(({ row }) => row.id === id)?.runs ?? [];
  return runs.flatMap((run) => run[figure] ?? []);
}

function told(values: readonly number[], format: (value: number) => string): string {
  return values.length === 0 ? '' : format(median(values));
}

/**
 * The targets against what was reached, in a table with met or MISSED. Growth of memory is left out where a quarter is
 * read before it has grown: `--resources 400000` shows it.
 */
export function targetTable(all: readonly Ran[], resources: number): Table {
  const lasting = resources / 4 >= LASTING;
  const targets = RATIOS.filter(({ figure }) => figure !== 'peakMiB' || lasting);
  const lines = [peakTarget(all), ...targets.map((target) => ratioTarget(all, target))];
  return [
    ['target', 'at most', 'reached', ''],
    ...lines.map(({ what, target, reached, verdict }) => [what, target, reached, verdict]),
  ];
}

/** The largest of all rounds: a median would hide it. */
function peakTarget(all: readonly Ran[]): Targeted {
  const peaks = [...figures(all, 'verify', 'peakMiB'), ...figures(all, 'verify-quarter', 'peakMiB')];
  const most = peaks.length === 0 ? undefined : Math.max(...peaks);
  return judged('peak memory of verify --all, MiB', MAX_MIB, most, 0);
}

function ratioTarget(all: readonly Ran[], { what, of, to, atMost, figure }: RatioTarget): Targeted {
  const [values, base] = [figures(all, of, figure), figures(all, to, figure)];
  const reached = values.length === 0 || base.length === 0 ? undefined : medianRatio(values, base);
  return judged(what, atMost, reached, 2);
}

function judged(what: string, atMost: number, reached: number | undefined, digits: number): Targeted {
  const target = String(atMost);
  if (reached === undefined) return { what, target, reached: '', verdict: 'not measured' };
  return {
    ...{ what, target, reached: reached.toFixed(digits) },
    verdict: reached <= atMost ? 'met' : 'MISSED',
  };
}

/** For a terminal: the first column to the left, the others to the right. */
export function plainTable(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return table.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

export function markdownTable([head = [], ...lines]: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|${head.map((_, column) => (column === 0 ? '---|' : '---:|')).join('')}`;
  return [line(head), rule, ...lines.map(line)].join('\n');
}
