import { UsageError } from '../errors.ts';
import { closest } from '../spelling.ts';
import type { ConfigFile } from './config-file.ts';
import type { Context } from './contexts.ts';

export interface ChosenContext extends Context {
  /** Typed with `--context`: then it is a flag, and beats the environment. */
  readonly typed: boolean;
  /** What chose it: `--context`, `ESI_STATE_CONTEXT`, or the file's `current-context`. */
  readonly chosenBy: string;
}

/** The context in force, if any. Throws `UsageError` where the one that is named is not in the file. */
export function chooseContext(
  typed: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  file: ConfigFile,
): ChosenContext | undefined {
  const [name, chosenBy] = named(typed, env, file);
  if (name === undefined) return undefined;
  const context = file.contexts.find((one) => one.name === name);
  if (context !== undefined) return { ...context, typed: typed !== undefined, chosenBy };
  throw unknownContext(name, chosenBy, file);
}

/** An empty `--context "$CLUSTER"` must not become the wrong cluster; an empty variable is as good as none. */
function named(
  typed: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  { currentContext, path }: ConfigFile,
): readonly [string | undefined, string] {
  if (typed === '')
    throw new UsageError('--context is empty', { hint: 'name a context of the configuration file' });
  if (typed !== undefined) return [typed, '--context'];
  const variable = env['ESI_STATE_CONTEXT'] || undefined;
  if (variable !== undefined) return [variable, 'ESI_STATE_CONTEXT'];
  return [currentContext, `${path}: current-context`];
}

function unknownContext(name: string, chosenBy: string, { contexts, path, found }: ConfigFile): UsageError {
  const names = contexts.map((context) => context.name);
  const near = closest(name, names);
  const there = names.length === 0 ? 'it has none' : `they are ${names.join(', ')}`;
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : there;
  const where = path ?? 'a configuration file';
  return new UsageError(`${chosenBy} ${JSON.stringify(name)} is no context of ${where}`, {
    hint: found ? hint : 'there is no such file; another one is named with --config',
  });
}
