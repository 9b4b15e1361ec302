/** `npm run demo`: a throwaway etcd, a small system with two broken resources in it, and the built tool at work. */
import { isDeepStrictEqual } from 'node:util';
import chalk from 'chalk';
import { KnownError } from '../src/errors.ts';
import { startEtcd, type ThrowawayEtcd } from '../tools/throwaway-etcd/etcd.ts';
import { AFTER_REPAIR, BEFORE_REPAIR, REPAIR, type Scene } from './scenes.ts';
import { CHANGED_STATE, DEAD_JOB, SYSTEM } from './system.ts';
import { askTool, type Place, watchTool } from './tool.ts';
import { openWriter, type Writer } from './writer.ts';

/** Something is not as the demo promises. */
class DemoFailure extends Error {}

function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

async function play({ args, seen, exit, means }: Scene, place: Place): Promise<void> {
  say(
    '',
    chalk.inverse(` $ esi-state ${args.join(' ')} `),
    ...seen.map((line) => chalk.cyan(`# ${line}`)),
    '',
  );
  const code = await watchTool(args, place);
  if (code !== exit)
    throw new DemoFailure(`esi-state ${args.join(' ')} ended with exit ${code} instead of ${exit}`);
  say('', chalk.cyan(`# exit ${code}: ${means}`));
}

type Verdicts = Readonly<Record<string, string>>;

/** The screens are for the eyes; this holds every verdict against what was loaded. */
async function check(expected: Verdicts, place: Place): Promise<void> {
  const printed = await askTool(['verify', '--all', '--list-all', '--settle', '0', '-o', 'json'], place);
  const { resources } = JSON.parse(printed) as { resources: { resource: string; verdict: string }[] };
  const found: Verdicts = Object.fromEntries(resources.map(({ resource, verdict }) => [resource, verdict]));
  if (!isDeepStrictEqual(found, expected))
    throw new DemoFailure(`the verdicts are ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

async function checkBytes(writer: Writer): Promise<void> {
  const { key, original } = CHANGED_STATE;
  if ((await writer.read(key)) !== original)
    throw new DemoFailure(`${key} does not hold its old bytes again`);
  say(chalk.cyan('# and the changed state holds the very bytes again that its worker had written'));
}

/** The job's key is not the tool's to remove. */
async function cleanUp(writer: Writer): Promise<void> {
  await writer.write([{ key: DEAD_JOB }]);
  say('', chalk.cyan("# Meanwhile the job manager has cleaned up: the dead job's key is gone."));
}

async function load(writer: Writer): Promise<void> {
  for (const { writes } of SYSTEM) await writer.write(writes);
}

async function playAll(writer: Writer, place: Place): Promise<void> {
  await load(writer);
  say(`A throwaway etcd runs at ${place.endpoint} and holds ${SYSTEM.length} resources.`);
  await check(Object.fromEntries(SYSTEM.map(({ name, verdict }) => [name, verdict])), place);
  for (const scene of BEFORE_REPAIR) await play(scene, place);
  await play(REPAIR, place);
  await checkBytes(writer);
  await cleanUp(writer);
  await play(AFTER_REPAIR, place);
  await check(
    Object.fromEntries(SYSTEM.map(({ name, verdict, repaired }) => [name, repaired ?? verdict])),
    place,
  );
}

const FAREWELL = [
  '',
  'That is all; the throwaway etcd is gone. On your own etcd, as with etcdctl:',
  '',
  '  export ETCDCTL_ENDPOINTS=https://etcd1:2379,https://etcd2:2379',
  '  export ETCDCTL_CACERT=/path/ca.pem ETCDCTL_USER=reader ETCDCTL_PASSWORD=...',
  '  bin/esi-state.js verify --all',
  '  bin/esi-state.js show ID',
  '  bin/esi-state.js repair ID --dry-run',
  '',
  'Only repair without --dry-run writes. README.md tells the rest.',
];

async function demo(etcd: ThrowawayEtcd, quit: AbortSignal): Promise<void> {
  const writer = openWriter(etcd.endpoint);
  try {
    await playAll(writer, { endpoint: etcd.endpoint, quit });
  } finally {
    writer.close();
    await etcd.stop();
  }
  say(...FAREWELL);
}

function exitCodeOf(error: unknown, quit: AbortSignal): number {
  if (quit.aborted) {
    process.stderr.write('\nstopped; the throwaway etcd is gone\n');
    return quit.reason as number;
  }
  complain(error);
  return 1;
}

/** An etcd that cannot be had says what to do about it. */
function complain(error: unknown): void {
  const hint = error instanceof KnownError && error.hint !== undefined ? `${error.hint}\n` : '';
  process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n${hint}`);
}

/** A second Ctrl-C ends at once; the etcd goes even then, with whoever started it. */
function interruptible(): AbortSignal {
  const quit = new AbortController();
  process.once('SIGINT', () => quit.abort(130)).once('SIGTERM', () => quit.abort(143));
  return quit.signal;
}

say('Starting a throwaway etcd ...');
try {
  const etcd = await startEtcd();
  const quit = interruptible();
  await demo(etcd, quit).catch((error) => {
    process.exitCode = exitCodeOf(error, quit);
  });
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
