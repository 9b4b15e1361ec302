import type { FieldProblem } from './field-problem.ts';
import { type JsonObject, kindOf, pointerStep } from './json.ts';
import type { Stage } from './keys.ts';
import type { Output } from './outputs.ts';

/** What all three stages say in their own ways. A field that is missing or of a wrong type is undefined. */
export interface StageDocument {
  readonly stage: Stage;
  /** The document as it stands, unknown fields included. */
  readonly tree: JsonObject;
  /** `stack_status` or `orchestration_state`. */
  readonly status: string | undefined;
  readonly statusPath: string;
  readonly outputs: readonly Output[] | undefined;
  /** Where an output's own pointer starts (`/output`, `/heat_outputs`, `/state/heat_outputs`). */
  readonly outputsPath: string;
  readonly problems: readonly FieldProblem[];
}

/** Gathers the problems of a document while its fields are taken out. */
export interface FieldReader {
  readonly tree: JsonObject;
  /** Pointer of `tree` in the document. */
  readonly path: string;
  readonly problems: FieldProblem[];
}

/** A text field that must be there. */
export function takeText(reader: FieldReader, name: string): string | undefined {
  const value = reader.tree.get(name);
  if (typeof value === 'string') return value;
  reader.problems.push(invalid(reader, name, `must be a string, not ${kindOf(value)}`));
  return undefined;
}

export function invalid(reader: FieldReader, name: string, message: string): FieldProblem {
  const path = reader.path + pointerStep(name);
  return { rule: 'invalid-field', path, message: `"${name}" ${message}`, actual: reader.tree.get(name) };
}

/** Notes each field that nobody documented. */
export function noteUnknownFields(reader: FieldReader, known: readonly string[]): void {
  for (const [name, actual] of reader.tree) {
    if (known.includes(name)) continue;
    const path = reader.path + pointerStep(name);
    reader.problems.push({
      rule: 'unknown-field',
      path,
      message: `field ${JSON.stringify(name)} is not documented`,
      actual,
    });
  }
}
