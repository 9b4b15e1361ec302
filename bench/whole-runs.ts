/** What `npm run bench` runs, each a row of its table. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from '../demo/tool.ts';
import { DEFAULT_PREFIXES } from '../src/stages/keys.ts';
import { connectEtcd } from '../src/store/etcd/connect.ts';
import type { WritableSource } from '../src/store/source.ts';
import { findEtcdctl } from '../tools/throwaway-etcd/binary.ts';
import { startEtcd, type ThrowawayEtcd } from '../tools/throwaway-etcd/etcd.ts';
import { type Command, type Cost, cpuMsOf, runChild } from './child.ts';
import { CHECKOUT } from './rounds.ts';
import { fill, type MadeKey, madeKeys, PORTS, stackedKeys, uuidOf } from './system.ts';

/** A throwaway etcd with a made system in it. */
export interface Filled {
  readonly etcd: ThrowawayEtcd;
  readonly source: WritableSource;
  readonly keys: number;
}

const QUOTA = 16 * 2 ** 30;

export async function startFilled(resources: number): Promise<Filled> {
  const etcd = await startEtcd({ quotaBytes: QUOTA });
  const source = connectEtcd({
    endpoints: etcd.endpoints,
    dialTimeoutMs: 5000,
    commandTimeoutMs: 60_000,
    insecureSkipTlsVerify: false,
  });
  return { etcd, source, keys: await fill(source, madeKeys(resources)) };
}

export async function stopFilled({ etcd, source }: Filled): Promise<void> {
  source.close();
  await etcd.stop();
}

export type RowId =
  | 'etcdctl'
  | 'script'
  | 'verify'
  | 'since-nothing'
  | 'since-others'
  | 'since-changed'
  | 'show'
  | 'etcdctl-one'
  | 'help'
  | 'node'
  | 'etcdctl-quarter'
  | 'verify-quarter';

export interface Row {
  readonly id: RowId;
  readonly title: string;
  /** Run one after the other; their times are added up. Undefined: not in this build or not on this machine. */
  readonly commands: readonly Command[] | undefined;
  /** Whose processor time counts. */
  readonly etcd: ThrowawayEtcd;
  /** Before each run, and not measured. */
  readonly prepare?: () => Promise<unknown>;
}

export interface RunCost extends Cost {
  readonly etcdMs: number | undefined;
}

/** One run of one row. */
export async function runRow({ commands = [], etcd, prepare }: Row): Promise<RunCost> {
  await prepare?.();
  const before = cpuMsOf(etcd.pid);
  const costs: Cost[] = [];
  for (const command of commands) costs.push(await runChild(command));
  const after = cpuMsOf(etcd.pid);
  return {
    ms: sum(costs.map(({ ms }) => ms)) ?? 0,
    peakMiB: most(costs.map(({ peakMiB }) => peakMiB)),
    cpuMs: sum(costs.map(({ cpuMs }) => cpuMs)),
    etcdMs: before === undefined || after === undefined ? undefined : after - before,
  };
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce(
    (total, one) => (total === undefined || one === undefined ? undefined : total + one),
    0,
  );
}

function most(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

const TOOL = 'bin/esi-state.js';
const CHANGED = 100;
/** etcdctl gives up after 5 s unless it is told otherwise; at a million keys it needs more. */
const PATIENT = '--command-timeout=10m';

const nodeCommand = (etcd: ThrowawayEtcd, ...args: string[]): Command => ({
  file: process.execPath,
  args,
  env: environmentFor(etcd.endpoint),
});

const verifyAll = (etcd: ThrowawayEtcd, ...more: string[]): Command =>
  nodeCommand(etcd, TOOL, 'verify', '--all', ...more);

function etcdctl(etcd: ThrowawayEtcd, program: string, ...args: string[]): Command {
  return { file: program, args: [PATIENT, 'get', ...args], env: etcdctlEnvironment(etcd) };
}

const etcdctlEnvironment = (etcd: ThrowawayEtcd): NodeJS.ProcessEnv => ({
  ...environmentFor(etcd.endpoint),
  ETCDCTL_API: '3',
});

/** The three stages, one after the other. */
const threeStages = (etcd: ThrowawayEtcd, program: string): Command[] =>
  [DEFAULT_PREFIXES.heat_stacks, DEFAULT_PREFIXES.state, DEFAULT_PREFIXES.job_state].map((prefix) =>
    etcdctl(etcd, program, '--prefix', prefix),
  );

/** All rows, at N resources and the last two at a quarter of them. */
export async function allRows(whole: Filled, quarter: Filled): Promise<Row[]> {
  const program = await findEtcdctl();
  const { etcd } = whole;
  const one = `${PORTS.path}/${uuidOf(`${PORTS.path}0`)}`;
  return [
    { id: 'etcdctl', title: 'etcdctl get --prefix, 3 stages', commands: threeStages(etcd, program), etcd },
    {
      id: 'script',
      title: 'script over etcdctl -w json',
      commands: hasPython() && whole.keys <= MAX_SCRIPTED ? [script(etcd, program)] : undefined,
      etcd,
    },
    { id: 'verify', title: 'verify --all', commands: [verifyAll(etcd)], etcd },
    ...sinceRows(whole),
    { id: 'show', title: 'show of one resource', commands: [nodeCommand(etcd, TOOL, 'show', one)], etcd },
    {
      id: 'etcdctl-one',
      title: 'etcdctl get of one key',
      commands: [etcdctl(etcd, program, `${DEFAULT_PREFIXES.state}${one}`)],
      etcd,
    },
    { id: 'help', title: '--help', commands: [nodeCommand(etcd, TOOL, '--help')], etcd },
    { id: 'node', title: 'bare node -e 0', commands: [nodeCommand(etcd, '-e', '0')], etcd },
    {
      id: 'etcdctl-quarter',
      title: 'etcdctl, 3 stages, N/4',
      commands: threeStages(quarter.etcd, program),
      etcd: quarter.etcd,
    },
    {
      id: 'verify-quarter',
      title: 'verify --all, N/4',
      commands: [verifyAll(quarter.etcd)],
      etcd: quarter.etcd,
    },
  ];
}

/** The script takes 3 MiB for each thousand keys, and etcdctl beside it one. */
const MAX_SCRIPTED = 1_200_000;

const hasPython = (): boolean => spawnSync('python3', ['-c', '']).status === 0;

const script = (etcd: ThrowawayEtcd, program: string): Command => ({
  file: 'python3',
  args: ['bench/compare.py', program],
  env: { ...etcdctlEnvironment(etcd), ETCDCTL_COMMAND_TIMEOUT: '10m' },
});

/** Each is measured right after a run that has brought the file up to date, whatever the other rows have written. */
function sinceRows(whole: Filled): Row[] {
  const { etcd, source } = whole;
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-since-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const run = verifyAll(etcd, '--since', join(folder, 'file'));
  const commands = hasSince() ? [run] : undefined;
  const after = (writes: () => Iterable<MadeKey>) => async () => {
    await runChild(run);
    await fill(source, writes());
  };
  let version = 1;
  return [
    { id: 'since-nothing', title: 'verify --since, nothing changed', prepare: after(() => []) },
    { id: 'since-others', title: `verify --since, ${CHANGED} other keys moved`, prepare: after(otherKeys) },
    {
      id: 'since-changed',
      title: `verify --since, ${CHANGED} resources changed`,
      prepare: after(() => changedKeys(++version)),
    },
  ].map((row) => ({ ...row, id: row.id as RowId, commands, etcd }));
}

function hasSince(): boolean {
  const { stdout } = spawnSync(process.execPath, [TOOL, 'verify', '--help'], {
    cwd: CHECKOUT,
    encoding: 'utf8',
  });
  return stdout.includes('--since');
}

/** Keys of somebody else, which move the revision alone. */
function* otherKeys(): Generator<MadeKey> {
  for (let n = 0; n < CHANGED; n++) yield { key: `/somebody-else/${n}`, value: String(n) };
}

function* changedKeys(version: number): Generator<MadeKey> {
  for (let n = 0; n < CHANGED; n++) yield* stackedKeys(PORTS, n, version);
}
