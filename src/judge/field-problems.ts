import type { FieldProblem } from '../stages/field-problem.ts';
import { compactJson } from '../stages/json-write.ts';
import { documentsOf, type Resource } from '../stages/resource.ts';
import { about, type Draft } from './rule.ts';

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
