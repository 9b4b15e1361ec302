/** The configuration file: what is the same for every run of a site. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unknownRule } from '../commands/rules.ts';
import { UsageError } from '../errors.ts';
import { RULES } from '../judge/catalogue.ts';
import { SEVERITIES, type Severity } from '../judge/finding.ts';
import type { Severities } from '../judge/judge.ts';
import type { Known } from '../judge/rule.ts';

export interface FileSettings {
  readonly severities: Severities;
  readonly known: Known;
}

const NONE: FileSettings = { severities: {}, known: { fields: [], statuses: [] } };

/**
 * Reads `--config`, `$ESI_STATE_CONFIG` or `$XDG_CONFIG_HOME/esi-state/config.yaml`. Only the last may be missing.
 * Throws `UsageError` for a file that can't be read or says what nobody understands.
 */
export async function loadConfigFile(
  typed: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FileSettings> {
  const named = typed ?? (env['ESI_STATE_CONFIG'] || undefined);
  const path = named ?? defaultPath(env);
  const text = path === undefined ? undefined : readText(path, named !== undefined);
  if (path === undefined || text === undefined) return NONE;
  const { parseYaml } = await import('./yaml.ts');
  let content: unknown;
  try {
    content = parseYaml(text);
  } catch (error) {
    throw new UsageError(`${path} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  return readContent(content ?? {}, path);
}

function defaultPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const home =
    env['XDG_CONFIG_HOME'] || (env['HOME'] === undefined ? undefined : join(env['HOME'], '.config'));
  return home === undefined ? undefined : join(home, 'esi-state', 'config.yaml');
}

function readText(path: string, needed: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!needed && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    throw new UsageError(`the configuration ${path} can't be read: ${code}`, { cause: error });
  }
}

function readContent(content: unknown, path: string): FileSettings {
  const top = mapping(content, path, 'the file', ['severities', 'known']);
  const known = mapping(top['known'] ?? {}, path, 'known', ['fields', 'statuses']);
  return {
    severities: readSeverities(top['severities'] ?? {}, path),
    known: {
      fields: words(known['fields'], path, 'known.fields'),
      statuses: words(known['statuses'], path, 'known.statuses'),
    },
  };
}

function mapping(
  value: unknown,
  path: string,
  what: string,
  allowed?: readonly string[],
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${path}: ${what} must be a mapping`);
  }
  const strange =
    allowed === undefined ? undefined : Object.keys(value).find((key) => !allowed.includes(key));
  if (strange !== undefined) {
    throw new UsageError(`${path}: ${what} has the unknown key ${JSON.stringify(strange)}`, {
      hint: `known ones are ${allowed?.join(', ')}`,
    });
  }
  return value as Record<string, unknown>;
}

function readSeverities(value: unknown, path: string): Severities {
  return Object.fromEntries(
    Object.entries(mapping(value, path, 'severities')).map(([rule, severity]) => [
      knownRule(rule),
      knownSeverity(severity, rule, path),
    ]),
  );
}

function knownRule(id: string): string {
  if (RULES.some((rule) => rule.id === id)) return id;
  throw unknownRule(id);
}

function knownSeverity(value: unknown, rule: string, path: string): Severity {
  const severity = SEVERITIES.find((one) => one === value);
  if (severity !== undefined) return severity;
  throw new UsageError(`${path}: the severity of ${rule} is ${JSON.stringify(value)}`, {
    hint: `it may be ${SEVERITIES.join(', ')}`,
  });
}

function words(value: unknown, path: string, what: string): string[] {
  const list = value ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  throw new UsageError(`${path}: ${what} must be a list of words`);
}
