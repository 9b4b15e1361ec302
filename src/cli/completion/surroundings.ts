import { loadConfigFile } from '../../settings/config-file.ts';
import { type CommonFlags, loadSettings } from '../../settings/session.ts';
import { pluralType, STAGES } from '../../stages/keys.ts';
import { listSchemaPaths } from '../../store/names/types.ts';
import type { Source } from '../../store/source.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { Surroundings } from './candidates.ts';

/** Someone waits with the finger on the key; the store may well not be there. */
const PATIENCE_MS = 1000;

/** Asks no question, and says nothing of what fails: there is no place to say it. */
export function surroundingsOf(
  flags: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  patienceMs = PATIENCE_MS,
): Surroundings {
  const common = { format: 'table', ...flags } as CommonFlags;
  return {
    contexts: async () => {
      const { contexts } = await loadConfigFile(common.config, terminal.env);
      return contexts.map(({ name }) => name);
    },
    types: async (as, typed) => spell(await stagedPaths(common, terminal, patienceMs), as, typed),
  };
}

/** The schema paths that have a stage. Throws whatever goes wrong; the connection is closed in time in any case. */
async function stagedPaths(flags: CommonFlags, terminal: Terminal, patienceMs: number): Promise<string[]> {
  const until = performance.now() + patienceMs;
  const { connection, prefixes } = await loadSettings(flags, terminal);
  const { connectEtcd } = await import('../../store/etcd/connect.ts');
  const { discovered } = await import('../../store/etcd/discovery.ts');
  const limits = { dialTimeoutMs: patienceMs, commandTimeoutMs: patienceMs };
  const source = connectEtcd(await discovered({ ...connection, ...limits }));
  const found = await within(until, source, listSchemaPaths(source, prefixes)).finally(() => source.close());
  return [...new Set(STAGES.flatMap((stage) => found.get(stage) ?? []))];
}

/** Closing the source is what ends the work: nothing may go on behind the prompt. */
async function within<T>(until: number, source: Source, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        source.close();
        reject(new Error('too late'));
      },
      Math.max(0, until - performance.now()),
    );
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** `ports` where it means one schema path; the whole paths where one of these was begun. */
function spell(paths: readonly string[], as: 'names' | 'types', typed: string): string[] {
  const plurals = paths.map((schemaPath) => pluralType({ schemaPath }));
  const isOne = (plural: string) => plurals.indexOf(plural) === plurals.lastIndexOf(plural);
  const short = paths.map((path, at) => (isOne(plurals[at] ?? '') ? (plurals[at] ?? '') : path));
  const fitting = short.some((one) => one.startsWith(typed)) ? short : paths;
  return [...fitting].sort().map((one) => (as === 'names' ? `${one}/` : one));
}
