import { type FieldReader, noteUnknownFields, type StageDocument, takeText } from './document.ts';
import type { JsonObject } from './json.ts';
import { readOutputs } from './outputs.ts';

const FIELDS = ['error', 'heat_outputs', 'orchestration_state'];

/** Stage 2: the running job's working state. */
export interface JobState extends StageDocument {
  readonly stage: 'job_state';
  /** False while it is `{}`: the worker began, and has no result yet. */
  readonly finished: boolean;
  /** Empty where there is none. */
  readonly error: string | undefined;
}

export function readJobState(tree: JsonObject): JobState {
  const finished = tree.size > 0;
  return finished
    ? readFinished(tree)
    : { ...base(tree), finished, status: undefined, outputs: undefined, error: '' };
}

function readFinished(tree: JsonObject): JobState {
  const reader: FieldReader = { tree, path: '', problems: [] };
  const status = takeText(reader, 'orchestration_state');
  const error = tree.has('error') ? takeText(reader, 'error') : '';
  const { outputs, problems } = readOutputs(tree.get('heat_outputs'), '/heat_outputs');
  for (const problem of problems) reader.problems.push(problem);
  noteUnknownFields(reader, FIELDS);
  return { ...base(tree), finished: true, status, outputs, error, problems: reader.problems };
}

function base(tree: JsonObject) {
  return {
    stage: 'job_state',
    tree,
    statusPath: '/orchestration_state',
    outputsPath: '/heat_outputs',
    problems: [],
  } as const;
}
