/**
 * Every command that connects, once: to try a way to the store with all of them. What a command connects to is settled for
 * all in one place; how, in three: `ping` probes, reading has connections of its own, and so has writing. So where a test is
 * about what is settled, one command of each is enough.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CHANGED_STATE, KEYS, PORT, putPort } from '../data/port.ts';
import { esiState, type Ran } from './cli.ts';
import { configFolder } from './config-file.ts';
import type { TestEtcd } from './etcd.ts';
import { onlyEntry } from './journaled.ts';

const { folder } = configFolder();

/** What they are tried on. */
export async function putBrokenPort(etcd: TestEtcd): Promise<void> {
  await putPort(etcd);
  await etcd.put(KEYS.state, CHANGED_STATE);
}

/** Every command that connects, with its exit code: the port is broken, mended, and broken again. */
const CONNECTING: readonly (readonly [number, ...string[]])[] = [
  [0, 'ping'],
  [0, 'show', PORT],
  [1, 'verify', PORT, '--settle', '0'],
  [1, 'verify', '--all', '--settle', '0'],
  [1, 'verify', '--all', '--settle', '0', '--since', join(folder, 'since')],
  [0, 'repair', PORT, '--settle', '0', '--dry-run'],
  [0, 'repair', '--all', '--settle', '0', '--yes'],
  [0, 'undo', 'ENTRY', '--yes'],
];

/** `show` reads, and the two that write, read before. */
const EACH_WAY = CONNECTING.filter(
  ([, ...args]) => ['ping', 'show', 'undo'].includes(args[0] ?? '') || args.at(-1) === '--yes',
);

export type Env = Readonly<Record<string, string>>;

/** Runs them all; gives what each said. */
export function runAll(words: readonly string[], env: Env): Promise<Ran[]> {
  return runEach(CONNECTING, words, env);
}

/** Runs one that probes, one that reads, and those that write; gives what each said. */
export function runEachWay(words: readonly string[], env: Env): Promise<Ran[]> {
  return runEach(EACH_WAY, words, env);
}

async function runEach(commands: typeof CONNECTING, words: readonly string[], env: Env): Promise<Ran[]> {
  const surroundings = { XDG_STATE_HOME: join(folder, `state-${Math.random()}`), ...env };
  const ran: Ran[] = [];
  for (const [code, ...args] of commands) {
    const command = args[0] === 'undo' ? args.with(1, onlyEntry(surroundings.XDG_STATE_HOME).id) : args;
    const one = await esiState([...command, ...words], { env: surroundings });
    assert.equal(one.code, code, `${command.join(' ')}: ${one.stderr}`);
    ran.push(one);
  }
  return ran;
}

export async function shows(words: readonly string[], env: Env): Promise<Ran> {
  const ran = await esiState(['show', PORT, ...words], { env });
  assert.equal(ran.code, 0, ran.stderr);
  return ran;
}

/** Of the way to the store; a repair tells more there, and that there is no job in this one. */
export function assertSilent(ran: readonly Ran[]): void {
  for (const { stderr } of ran)
    assert.doesNotMatch(stderr, /^(error|warning|note: (?!no key at all is under)).*/im);
}
