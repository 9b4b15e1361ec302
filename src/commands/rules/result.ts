import type { Finding, Severity } from '../../judge/finding.ts';
import type { Rule } from '../../judge/rule.ts';
import type { Example } from '../../judge/rules/example.ts';

/** A rule as it is in force. */
export interface RuleEntry {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** An example with what the judge says of it. */
export interface JudgedExample {
  readonly example: Example;
  readonly findings: readonly Finding[];
}
