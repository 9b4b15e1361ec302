import { type FieldReader, noteUnknownFields, type StageDocument, takeText } from './document.ts';
import type { JsonObject } from './json.ts';
import { readOutputs } from './outputs.ts';

const FIELDS = ['id', 'output', 'stack_id', 'stack_status', 'status_reason', 'tenant_id'];

/** Stage 1: what Heat reported about the stack. */
export interface HeatStacks extends StageDocument {
  readonly stage: 'heat_stacks';
  /** `<singular type>:<id>`. */
  readonly id: string | undefined;
  /** `<singular type>_<id>`, or empty once the stack is deleted. */
  readonly stackId: string | undefined;
  readonly tenantId: string | undefined;
}

export function readHeatStacks(tree: JsonObject): HeatStacks {
  const reader: FieldReader = { tree, path: '', problems: [] };
  const fields = {
    id: takeText(reader, 'id'),
    stackId: takeText(reader, 'stack_id'),
    status: takeText(reader, 'stack_status'),
    tenantId: takeText(reader, 'tenant_id'),
  };
  takeText(reader, 'status_reason');
  const { outputs, problems } = readOutputs(tree.get('output'), '/output');
  for (const problem of problems) reader.problems.push(problem);
  noteUnknownFields(reader, FIELDS);
  return {
    stage: 'heat_stacks',
    tree,
    ...fields,
    statusPath: '/stack_status',
    outputs,
    outputsPath: '/output',
    problems: reader.problems,
  };
}
