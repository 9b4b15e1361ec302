import type { Json } from './json.ts';

/** What is wrong with one field, as the rule of that name reports it. */
export interface FieldProblem {
  readonly rule: 'invalid-field' | 'unknown-field' | 'malformed-outputs';
  /** JSON pointer into the document. */
  readonly path: string;
  readonly message: string;
  readonly actual: Json | undefined;
}
