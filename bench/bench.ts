/**
 * `npm run bench`: whole runs over a made system, side by side with etcdctl and with an operator's script, all from one
 * run. Options: `--resources N`, `--rounds K`, `--markdown`. It wants a machine that has nothing else to do; the load
 * average stands with the figures.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { MEMORY_BY } from './child.ts';
import { costTable, markdownTable, plainTable, type Ran, type Table, targetTable } from './figures.ts';
import { inRounds } from './rounds.ts';
import { allRows, type Filled, type Row, runRow, startFilled, stopFilled } from './whole-runs.ts';

interface Options {
  readonly resources: number;
  readonly rounds: number;
  readonly markdown: boolean;
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      resources: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '5' },
      markdown: { type: 'boolean', default: false },
    },
  });
  return {
    resources: wholeNumber('--resources', values.resources, 400, 1_000_000),
    rounds: wholeNumber('--rounds', values.rounds, 1, 1000),
    markdown: values.markdown,
  };
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  console.error(`error: ${option} is "${text}", which is not a whole number from ${least} to ${most}`);
  process.exit(2);
}

const load = () =>
  loadavg()
    .map((one) => one.toFixed(2))
    .join(' ');
const note = (text: string) => process.stderr.write(`${text}\n`);

async function withFilled<T>(resources: number, use: (filled: Filled) => Promise<T>): Promise<T> {
  note(`filling a throwaway etcd with ${resources} resources …`);
  const filled = await startFilled(resources);
  try {
    return await use(filled);
  } finally {
    await stopFilled(filled);
  }
}

/** Every row once unmeasured, for the caches; then the rounds. */
async function measureRows(rows: readonly Row[], rounds: number): Promise<Ran[]> {
  const there = rows.filter(({ commands }) => commands !== undefined);
  for (const row of there) await runRow(row);
  const runs = await inRounds(there, rounds, (row) => {
    note(`  ${row.title}`);
    return runRow(row);
  });
  return rows.map((row) => ({ row, runs: runs[there.indexOf(row)] ?? [] }));
}

function tell({ resources, rounds, markdown }: Options, keys: number, before: string, all: Ran[]): void {
  const show = (table: Table) => console.log(`\n${markdown ? markdownTable(table) : plainTable(table)}`);
  console.log(
    `N = ${resources} resources (${keys} keys), medians of ${rounds} interleaved rounds; ` +
      `node ${process.version}, ${availableParallelism()} processors, ` +
      `load average ${before} before and ${load()} after; peak memory by ${MEMORY_BY}`,
  );
  show(costTable(all));
  show(targetTable(all, resources));
}

const chosen = options();
const before = load();
await withFilled(chosen.resources, (whole) =>
  withFilled(Math.round(chosen.resources / 4), async (quarter) => {
    const all = await measureRows(await allRows(whole, quarter), chosen.rounds);
    tell(chosen, whole.keys, before, all);
  }),
);
