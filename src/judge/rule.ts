import type { FieldProblem } from '../stages/field-problem.ts';
import { compactJson } from '../stages/json-write.ts';
import type { Stage } from '../stages/keys.ts';
import { documentsOf, type Resource } from '../stages/resource.ts';
import type { Finding, Severity } from './finding.ts';
import type { Example } from './rules/example.ts';

/** What a rule says; its name and severity are added by the judge. */
export type Draft = Omit<Finding, 'rule' | 'severity'>;

/** What a site's configuration adds to the documented fields and words. */
export interface Known {
  readonly fields: readonly string[];
  readonly statuses: readonly string[];
}

/** One rule, whole: how it judges, and all that is told of it. */
export interface Rule {
  readonly id: string;
  /** By default; settings change what is listed, never the verdict. */
  readonly severity: Severity;
  /** What holds in a healthy resource, as a clause. */
  readonly holds: string;
  /** What a finding means, for a new operator. */
  readonly meaning: string;
  /** Why it matters to the customer or to Gohan. */
  readonly why: string;
  /** How it is repaired. */
  readonly repair: string;
  /** True where stages may break it while a job is at work on them. */
  readonly waitsForJob: boolean;
  /**
   * True where it never finds anything in a resource that the quick look has seen at rest (`quick/quick.ts`): those, most of
   * all, are then not judged by it. One that may find something there is asked for each of them, alone.
   */
  readonly silentAtRest: boolean;
  /** At least one that holds and one that doesn't: they are the rule's tests and its documentation. */
  readonly examples: () => readonly Example[];
  /** Whether what a site has declared as known makes a draft void. */
  readonly excused?: (draft: Draft, known: Known) => boolean;
  /** One draft for each place where it does not hold. Pure; never throws. */
  readonly check: (resource: Resource) => readonly Draft[];
}

/** A draft about one stage by itself. */
export function about(stage: Stage, path: string, message: string, actual: string | null = null): Draft {
  return { stages: [stage], path, message, expected: null, actual };
}

/** The problems of one kind that were noticed while the documents were read. */
export function fieldProblems(resource: Resource, rule: FieldProblem['rule']): Draft[] {
  return documentsOf(resource).flatMap(({ stage, problems }) =>
    problems
      .filter((problem) => problem.rule === rule)
      .map(({ path, message, actual }) =>
        about(stage, path, `${stage}: ${message}`, actual === undefined ? null : compactJson(actual)),
      ),
  );
}
