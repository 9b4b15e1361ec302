import { type FieldReader, invalid, noteUnknownFields, type StageDocument, takeText } from './document.ts';
import { isObject, type Json, type JsonObject, kindOf, readVersion } from './json.ts';
import { readJsonText } from './json-read.ts';
import { type OutputsReading, readOutputs } from './outputs.ts';
import { isAnyStatus, NO_STACK } from './statuses.ts';

const FIELDS = ['error', 'state', 'version'];
const INNER_FIELDS = ['heat_outputs', 'orchestration_state', 'worker_state'];
const OUTPUTS_PATH = '/state/heat_outputs';

/** Stage 3: what was published to Gohan. */
export interface State extends StageDocument {
  readonly stage: 'state';
  readonly workerState: string | undefined;
  readonly version: bigint | undefined;
  readonly error: string | undefined;
  /** True where the document has outputs, readable or not. */
  readonly hasOutputs: boolean;
}

export function readState(tree: JsonObject): State {
  const reader: FieldReader = { tree, path: '', problems: [] };
  const inner = tree.get('state');
  if (!isObject(inner))
    reader.problems.push(invalid(reader, 'state', `must be an object, not ${kindOf(inner)}`));
  const published = isObject(inner) ? readInner(inner, reader) : nothingPublished;
  const error = takeText(reader, 'error');
  const version = takeVersion(reader);
  noteUnknownFields(reader, FIELDS);
  return {
    stage: 'state',
    tree,
    ...published,
    statusPath: '/state/orchestration_state',
    outputsPath: OUTPUTS_PATH,
    error,
    version,
    problems: reader.problems,
  };
}

type Published = Pick<State, 'workerState' | 'status' | 'outputs' | 'hasOutputs'>;

const nothingPublished: Published = {
  workerState: undefined,
  status: undefined,
  outputs: undefined,
  hasOutputs: false,
};

function readInner(tree: JsonObject, outer: FieldReader): Published {
  const reader: FieldReader = { tree, path: '/state', problems: outer.problems };
  const workerState = takeText(reader, 'worker_state');
  const hasOutputs = tree.has('heat_outputs');
  const bare = needsNoStack(workerState, tree);
  const status =
    bare && !tree.has('orchestration_state') ? undefined : takeText(reader, 'orchestration_state');
  const outputs = bare && !hasOutputs ? undefined : takeOutputs(reader);
  noteUnknownFields(reader, INNER_FIELDS);
  return { workerState, status, outputs, hasOutputs };
}

/** A resource without a stack publishes a worker_state alone; a word nobody knows gets the benefit of the doubt. */
function needsNoStack(workerState: string | undefined, tree: JsonObject): boolean {
  if (workerState === undefined) return false;
  if (workerState === NO_STACK) return true;
  return !isAnyStatus(workerState) && !tree.has('heat_outputs') && !tree.has('orchestration_state');
}

function takeOutputs(reader: FieldReader): OutputsReading['outputs'] {
  const text = reader.tree.get('heat_outputs');
  if (text === undefined) {
    reader.problems.push(invalid(reader, 'heat_outputs', 'is missing'));
    return undefined;
  }
  const { outputs, problems } = readOutputsText(text);
  for (const problem of problems) reader.problems.push(problem);
  return outputs;
}

function readOutputsText(text: Json): OutputsReading {
  if (typeof text !== 'string') {
    return malformedText(`must be text that holds a list, not ${kindOf(text)}`, text);
  }
  const reading = readJsonText(text);
  if ('problem' in reading) {
    const { message, byte } = reading.problem;
    return malformedText(`its text is no JSON at byte ${byte}: ${message}`, text);
  }
  return readOutputs(reading.value, OUTPUTS_PATH);
}

function malformedText(message: string, actual: Json): OutputsReading {
  return {
    outputs: undefined,
    problems: [{ rule: 'malformed-outputs', path: OUTPUTS_PATH, message, actual }],
  };
}

function takeVersion(reader: FieldReader): bigint | undefined {
  const version = readVersion(reader.tree.get('version'));
  if (version === undefined) {
    reader.problems.push(invalid(reader, 'version', 'must be a positive integer'));
  }
  return version;
}
