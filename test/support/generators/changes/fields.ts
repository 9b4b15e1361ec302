/** Changes of one field of a document, whatever it says: lost, of another type, exchanged, added. */
import { isList, isObject, type Json, NumberText } from '../../../../src/stages/json.ts';
import type { Stage } from '../../../../src/stages/keys.ts';
import { edited, fieldPaths, type Path, partOf } from '../../data/documents.ts';
import type { Victim } from '../systems.ts';
import { type Change, type Expect, sharedFact, storedOf } from './change.ts';

/** Only a job that failed has an error text: without it nothing else says so. */
export function lostFields(victim: Victim): Change[] {
  return storedOf(victim).flatMap(([stage, text]) =>
    fieldPaths(stage, text).map((path): Change => {
      const optional = stage === 'job_state' && path[0] === 'error';
      const expect = optional ? 'error-text' : 'caught';
      return { kind: 'field lost', stage, value: edited(text, path, undefined), expect };
    }),
  );
}

const VALUES: readonly Json[] = [null, true, new NumberText('7'), '7', [], new Map()];
/** No positive integers, each in its own way. */
const NO_VERSIONS = ['0', '-1', '1.0', '1e0', '1.5', '-0'].map((text) => new NumberText(text));

export function retypedFields(victim: Victim): Change[] {
  return storedOf(victim).flatMap(([stage, text]) =>
    fieldPaths(stage, text).flatMap((path) => {
      const wrong = VALUES.filter((value) => kind(value) !== kind(partOf(text, path)));
      const values = path.at(-1) === 'version' ? [...wrong, ...NO_VERSIONS] : wrong;
      return values.map((value): Change => {
        return { kind: 'field of another type', stage, value: edited(text, path, value), expect: 'caught' };
      });
    }),
  );
}

/** Two text fields of one object change places. */
export function exchangedFields(victim: Victim): Change[] {
  return storedOf(victim).flatMap(([stage, text]) =>
    pairs(fieldPaths(stage, text)).flatMap(([one, other]): Change[] => {
      const [left, right] = [partOf(text, one), partOf(text, other)];
      const texts = typeof left === 'string' && typeof right === 'string' && one.length === other.length;
      if (!texts || left === right) return [];
      const value = edited(edited(text, one, right), other, left);
      return [{ kind: 'fields exchanged', stage, value, expect: expectExchanged(victim, stage, one, other) }];
    }),
  );
}

const NOBODY_ELSE = ['tenant_id', 'status_reason'];

function expectExchanged(victim: Victim, stage: Stage, one: Path, other: Path): Expect {
  const names = [one.at(-1), other.at(-1)].map(String);
  if (names.every((name) => NOBODY_ELSE.includes(name))) return 'tenant-and-reason';
  if (names.some((name) => /^(id|stack_id|heat_outputs|output)$/.test(name))) return 'caught';
  // The status went somewhere else: in a deleted stack's report it is what excuses the empty stack_id.
  if (stage === 'heat_stacks' && victim.stackGone) return 'caught';
  return sharedFact(victim, stage);
}

export function unknownFields(victim: Victim): Change[] {
  return storedOf(victim).flatMap(([stage, text]) => {
    const places: Path[] = [['region'], ['__proto__'], ...(stage === 'state' ? [['state', 'zone']] : [])];
    return places.map((path): Change => {
      return { kind: 'field added', stage, value: edited(text, path, 'jp1'), expect: 'unknown-field' };
    });
  });
}

function kind(value: Json | undefined): string {
  if (value instanceof NumberText) return 'number';
  if (value === null || value === undefined) return 'null';
  if (isList(value)) return 'list';
  return isObject(value) ? 'object' : typeof value;
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, i) => items.slice(i + 1).map((other): [T, T] => [one, other]));
}
