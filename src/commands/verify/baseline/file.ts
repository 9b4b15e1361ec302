/** The text of a baseline file: a JSON object a line, empty lines and comments between them. */
import { UsageError } from '../../../errors.ts';
import { RULES } from '../../../judge/catalogue.ts';
import { unknownRule } from '../../../settings/config-values.ts';
import { refOfName, STAGES } from '../../../stages/keys.ts';
import type { BaselineEntry, ModRevisions } from '../result.ts';

const FIELDS = ['reason', 'expires', 'resource', 'rule', 'mod_revisions'];

/** Throws `UsageError` with the number of the first line that can't be gone by. @param file its name, for errors */
export function parseBaseline(text: string, file: string): BaselineEntry[] {
  return text.split('\n').flatMap((line, i) => {
    const told = line.trim();
    if (told === '' || told.startsWith('#')) return [];
    return [entryOf(told, `${file}, line ${i + 1}`)];
  });
}

function entryOf(line: string, where: string): BaselineEntry {
  const fields = objectOf(parsed(line, where), where, FIELDS);
  return {
    resource: resourceIn(fields['resource'], where),
    rule: ruleIn(fields['rule'], where),
    reason: reasonIn(fields['reason'], where),
    expires: dateIn(fields['expires'], where),
    modRevisions: revisionsIn(fields['mod_revisions'], where),
  };
}

function parsed(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const hint = 'each line is a JSON object, as -o baseline prints it, or a comment that begins with #';
    throw new UsageError(`${where}: this is no JSON: ${(cause as Error).message}`, { hint, cause });
  }
}

function objectOf(value: unknown, where: string, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${where}: this is no JSON object`);
  const strange = Object.keys(value).find((name) => !names.includes(name));
  if (strange !== undefined) {
    throw new UsageError(`${where}: nobody knows the field ${JSON.stringify(strange)}`, {
      hint: `the fields are ${names.join(', ')}`,
    });
  }
  return value as Record<string, unknown>;
}

function resourceIn(value: unknown, where: string): string {
  if (typeof value === 'string' && refOfName(value) !== undefined) return value;
  throw new UsageError(`${where}: "resource" is not a whole name`, { hint: 'write it like v2.0/ports/ID' });
}

function ruleIn(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new UsageError(`${where}: "rule" is not the id of a rule`);
  if (RULES.some(({ id }) => id === value)) return value;
  const { message, hint = '' } = unknownRule(value);
  throw new UsageError(`${where}: ${message}`, { hint });
}

function reasonIn(value: unknown, where: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new UsageError(`${where}: there is no reason`, {
    hint: 'write in "reason" why this may wait, for whoever reads it next',
  });
}

/** A day that the calendar has. */
function dateIn(value: unknown, where: string): string {
  const whole = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : '';
  const time = Date.parse(whole);
  if (!Number.isNaN(time) && dayOf(new Date(time)) === whole) return whole;
  throw new UsageError(`${where}: "expires" is no day`, { hint: 'write it like 2026-12-31' });
}

function revisionsIn(value: unknown, where: string): ModRevisions {
  const fields = objectOf(value, `${where}: "mod_revisions"`, STAGES);
  const one = (name: (typeof STAGES)[number]): number | null => {
    const revision = fields[name];
    if (revision === null) return null;
    if (Number.isSafeInteger(revision) && (revision as number) > 0) return revision as number;
    throw new UsageError(`${where}: "mod_revisions" has no revision of ${name}`, {
      hint: 'it is the mod_revision that show tells; null where the stage is absent',
    });
  };
  return { heat_stacks: one('heat_stacks'), job_state: one('job_state'), state: one('state') };
}

/** `2026-12-31`, UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
