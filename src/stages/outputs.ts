import type { FieldProblem } from './field-problem.ts';
import { isList, isObject, type Json, type JsonObject, kindOf, pointerStep } from './json.ts';

/** One output of a Heat stack. */
export interface Output {
  /** Its `output_key`. */
  readonly key: string;
  /** Place in the list, from 0. */
  readonly index: number;
  readonly tree: JsonObject;
}

/** The fields of an output in which the stages must be equal. */
export const OUTPUT_FIELDS = ['output_value', 'description', 'output_error'] as const;
const DOCUMENTED = ['output_key', ...OUTPUT_FIELDS] as const;

export interface OutputsReading {
  /** Undefined where the value is no list of outputs. */
  readonly outputs: readonly Output[] | undefined;
  readonly problems: readonly FieldProblem[];
}

/** Reads a list of outputs; `path` is the pointer of the list in its document. */
export function readOutputs(value: Json | undefined, path: string): OutputsReading {
  if (!isList(value)) {
    return {
      outputs: undefined,
      problems: [malformed(path, `must be a list of outputs, not ${kindOf(value)}`, value)],
    };
  }
  const outputs = value.flatMap((tree, index) => asOutput(tree, index));
  const problems = [
    ...value.flatMap((item, index) => outputProblems(item, path + pointerStep(index))),
    ...duplicateKeys(outputs, path),
  ];
  const whole = !problems.some((problem) => problem.rule === 'malformed-outputs');
  return { outputs: whole ? outputs : undefined, problems };
}

/** The output with this key. A list that was read without a problem has one at most. */
export const outputNamed = firstWithKey(({ key }: Output) => key);

function asOutput(tree: Json, index: number): Output[] {
  if (!isObject(tree)) return [];
  const key = tree.get('output_key');
  return typeof key === 'string' ? [{ key, index, tree }] : [];
}

function outputProblems(item: Json, path: string): FieldProblem[] {
  if (!isObject(item)) return [malformed(path, `an output must be an object, not ${kindOf(item)}`, item)];
  const problems: FieldProblem[] = [];
  const key = item.get('output_key');
  if (typeof key !== 'string' || key === '') {
    problems.push(malformed(`${path}/output_key`, 'an output needs a non-empty "output_key"', key));
  }
  if (!item.has('output_value')) {
    problems.push(
      malformed(`${path}/output_value`, 'an output needs an "output_value" (null is one)', undefined),
    );
  }
  for (const [name, actual] of item) {
    if (DOCUMENTED.some((known) => known === name)) continue;
    const message = `field ${JSON.stringify(name)} of an output is not documented`;
    problems.push({ rule: 'unknown-field', path: path + pointerStep(name), message, actual });
  }
  return problems;
}

function duplicateKeys(outputs: readonly Output[], path: string): FieldProblem[] {
  const seen = new Set<string>();
  return outputs.flatMap(({ key, index }) => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      malformed(`${path}${pointerStep(index)}/output_key`, `a second output ${JSON.stringify(key)}`, key),
    ];
  });
}

function malformed(path: string, message: string, actual: Json | undefined): FieldProblem {
  return { rule: 'malformed-outputs', path, message, actual };
}

/**
 * Looks items of lists up by a key, of several with one key the first. What was found out of a list is kept beside it:
 * going through thousands of outputs for each of them takes seconds. The lists must not change.
 */
export function firstWithKey<T>(
  keyOf: (item: T) => unknown,
): (list: readonly T[], key: string) => T | undefined {
  const known = new WeakMap<readonly T[], ReadonlyMap<unknown, T>>();
  return (list, key) => {
    const byKey = known.get(list) ?? new Map(list.map((item) => [keyOf(item), item] as const).toReversed());
    known.set(list, byKey);
    return byKey.get(key);
  };
}
