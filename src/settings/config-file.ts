/** The configuration file: what is the same for every run of a site. */
import { dirname, isAbsolute, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { isMissing, whyOf } from '../files/problem.ts';
import { readText, SMALL } from '../files/read.ts';
import { RULES } from '../judge/catalogue.ts';
import { SEVERITIES, type Severity } from '../judge/finding.ts';
import type { Severities } from '../judge/judge.ts';
import type { Known } from '../judge/rule.ts';
import type { SecretSettings } from '../secrets/secret-keys.ts';
import { absolutePath, baseFolder, type Environment, expandHome } from '../system/account.ts';
import { inside, mapping, type Place, placeName, text, unknownRule, words } from './config-values.ts';
import { type Context, readContexts } from './contexts.ts';

export interface ConfigFile {
  /** Absolute; undefined where there is not even a place to look for one. */
  readonly path?: string;
  /** What named it: `--config`, `ESI_STATE_CONFIG`; `default` for its usual place. */
  readonly origin: string;
  readonly found: boolean;
  readonly severities: Severities;
  readonly known: Known;
  readonly secrets: SecretSettings;
  readonly contexts: readonly Context[];
  /** Absolute: where times of revisions are noted. */
  readonly clockDir?: string;
  /** One of `contexts`. */
  readonly currentContext?: string;
}

const NOTHING = { severities: {}, known: { fields: [], statuses: [] }, secrets: {}, contexts: [] };

/**
 * Reads `--config`, `$ESI_STATE_CONFIG` or `$XDG_CONFIG_HOME/esi-state/config.yaml`. Only the last may be missing.
 * Throws `UsageError` for a file that can't be read or says what nobody understands.
 */
export async function loadConfigFile(
  typed: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConfigFile> {
  const { path, origin } = whereItIs(typed, env);
  const written = path === undefined ? undefined : textOf(path, origin !== 'default');
  const place = path === undefined ? { origin } : { path, origin };
  if (path === undefined || written === undefined) return { ...NOTHING, ...place, found: false };
  const { parseYaml } = await import('./yaml.ts');
  let content: unknown;
  try {
    content = parseYaml(written);
  } catch (error) {
    throw new UsageError(`${path} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  return { ...place, found: true, ...readContent(content ?? {}, { file: path, path: '' }, env) };
}

function whereItIs(
  typed: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): { path?: string; origin: string } {
  if (typed === '') throw new UsageError('--config is empty', { hint: 'give the path of a file' });
  if (typed !== undefined)
    return { path: absolutePath(expandHome(typed, env), '--config'), origin: '--config' };
  const named = env['ESI_STATE_CONFIG'] || undefined;
  if (named !== undefined)
    return { path: absolutePath(expandHome(named, env), 'ESI_STATE_CONFIG'), origin: 'ESI_STATE_CONFIG' };
  const folder = baseFolder('XDG_CONFIG_HOME', '.config', env);
  const origin = 'default';
  return folder === undefined ? { origin } : { path: join(folder, 'esi-state', 'config.yaml'), origin };
}

function textOf(path: string, isNeeded: boolean): string | undefined {
  try {
    return readText(path, SMALL);
  } catch (error) {
    if (!isNeeded && isMissing(error)) return undefined;
    throw new UsageError(`the configuration ${path} can't be read: ${whyOf(error)}`, { cause: error });
  }
}

type Content = Pick<
  ConfigFile,
  'severities' | 'known' | 'secrets' | 'contexts' | 'currentContext' | 'clockDir'
>;

const TOP = ['current-context', 'contexts', 'severities', 'known', 'secrets', 'clock-dir'];

function readContent(content: unknown, place: Place, env: Environment): Content {
  const top = mapping(content, place, TOP);
  const contexts = readContexts(top['contexts'], inside(place, 'contexts'), env);
  return {
    severities: readSeverities(top['severities'] ?? {}, inside(place, 'severities')),
    known: readKnown(top['known'], inside(place, 'known')),
    secrets: readSecrets(top['secrets'], inside(place, 'secrets')),
    contexts,
    ...readClockDir(top['clock-dir'], inside(place, 'clock-dir'), env),
    ...readCurrent(top['current-context'], contexts, inside(place, 'current-context')),
  };
}

/** Relative to the file, wherever the tool is started; `~` is the home folder. */
function readClockDir(value: unknown, place: Place, env: Environment): { clockDir?: string } {
  const path = text(value, place);
  if (path === undefined) return {};
  const expanded = expandHome(path, env);
  return { clockDir: isAbsolute(expanded) ? expanded : join(dirname(place.file), expanded) };
}

function readKnown(value: unknown, place: Place): Known {
  const known = mapping(value ?? {}, place, ['fields', 'statuses']);
  return {
    fields: words(known['fields'], inside(place, 'fields')),
    statuses: words(known['statuses'], inside(place, 'statuses')),
  };
}

function readSecrets(value: unknown, place: Place): SecretSettings {
  const names = ['also', 'only', 'never'] as const;
  const told = mapping(value ?? {}, place, names);
  const set = names.filter((name) => told[name] !== undefined);
  return Object.fromEntries(set.map((name) => [name, words(told[name], inside(place, name))]));
}

function readCurrent(value: unknown, contexts: readonly Context[], place: Place) {
  const name = text(value, place);
  if (name === undefined) return {};
  if (contexts.some((context) => context.name === name)) return { currentContext: name };
  throw new UsageError(`${placeName(place)} ${JSON.stringify(name)} is no context of the file`, {
    hint: `they are ${contexts.map((context) => context.name).join(', ') || 'none'}`,
  });
}

function readSeverities(value: unknown, place: Place): Severities {
  return Object.fromEntries(
    Object.entries(mapping(value, place)).map(([rule, severity]) => [
      knownRule(rule, place),
      knownSeverity(severity, inside(place, rule)),
    ]),
  );
}

function knownRule(id: string, place: Place): string {
  if (RULES.some((rule) => rule.id === id)) return id;
  const { message, hint = '' } = unknownRule(id);
  throw new UsageError(`${placeName(place)}: ${message}`, { hint });
}

function knownSeverity(value: unknown, place: Place): Severity {
  const severity = SEVERITIES.find((one) => one === value);
  if (severity !== undefined) return severity;
  throw new UsageError(`${placeName(place)} is ${JSON.stringify(value)}`, {
    hint: `it may be ${SEVERITIES.join(', ')}`,
  });
}
