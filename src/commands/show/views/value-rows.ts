import { textOf, visibleBytes } from '../../../drawing/sanitize.ts';
import { isObject, type Json, type JsonObject, pointerStep, sameJson } from '../../../stages/json.ts';
import { STAGES, type Stage } from '../../../stages/keys.ts';
import type { AnyStage, Resource } from '../../../stages/resource.ts';
import { OUTPUTS_WAY, outputRows } from './output-rows.ts';
import { NONE, note, type Row, slotsOf, tellsOfFailure, valueAt, valueSlot } from './stage-rows.ts';

/** What can be long: texts and outputs. `full` adds every other field, so that nothing of the documents is left out. */
export function valueRows(resource: Resource, full: boolean): Row[] {
  return [
    errorRow(resource),
    ...(full || (tellsOfFailure(resource) && !isRepeated(resource)) ? reasonRow(resource) : []),
    ...outputRows(resource, full),
    ...(full ? [...unreadableRows(resource), ...otherRows(resource)] : []),
  ];
}

/** job_state has the field only after a failure, so its absence beside an empty text is no difference. */
function errorRow(resource: Resource): Row {
  const slots = slotsOf(resource, (document) => valueSlot(document.tree.get('error')));
  const paths = [undefined, '/error', '/error'];
  return {
    label: 'error',
    slots: slots.map((slot, i) => (i === 0 ? NONE : slot)),
    paths,
    bare: false,
    prose: true,
  };
}

function reasonRow(resource: Resource): Row[] {
  const reason = resource.heat_stacks?.tree.get('status_reason');
  return reason === undefined ? [] : [{ ...fieldRow('status_reason', 'heat_stacks', reason), prose: true }];
}

/** The worker hands Heat's reason on as the error. */
function isRepeated({ heat_stacks: heat, state }: Resource): boolean {
  return sameJson(heat?.tree.get('status_reason'), state?.tree.get('error'));
}

/** The bytes of what is no document, and outputs that are no list of outputs. */
function unreadableRows(resource: Resource): Row[] {
  const bytes = resource.unreadable.flatMap(({ stage }) => {
    const value = resource.snapshot.stages[stage]?.value;
    return value === undefined
      ? []
      : [textRow('raw', stage, textOf(value) ?? visibleBytes(value, { unicode: false }))];
  });
  const outputs = STAGES.flatMap((stage) => malformedOutputs(stage, resource[stage]));
  return [...bytes, ...outputs];
}

function malformedOutputs(stage: Stage, document: AnyStage | undefined): Row[] {
  if (document === undefined || document.outputs !== undefined) return [];
  const raw = valueAt(document.tree, OUTPUTS_WAY[stage]);
  return raw === undefined ? [] : [fieldRow(OUTPUTS_WAY[stage].at(-1) ?? '', stage, raw)];
}

/** Fields that have no row of their own, known or not. */
function otherRows(resource: Resource): Row[] {
  return STAGES.flatMap((stage) => {
    const tree = resource[stage]?.tree;
    const inner = tree?.get('state');
    const nested = stage === 'state' && isObject(inner) ? fieldsWithoutRow(stage, inner, '/state') : [];
    return [...(tree === undefined ? [] : fieldsWithoutRow(stage, tree, '')), ...nested];
  });
}

function fieldsWithoutRow(stage: Stage, tree: JsonObject, path: string): Row[] {
  const fields = [...tree].filter(([name]) => !HAS_ROW[stage].includes(name));
  return fields.map(([name, value]) => fieldRow(path + pointerStep(name), stage, value));
}

const HAS_ROW: Readonly<Record<Stage, readonly string[]>> = {
  heat_stacks: ['stack_status', 'status_reason', 'output'],
  job_state: ['orchestration_state', 'heat_outputs', 'error'],
  state: ['state', 'version', 'error', 'orchestration_state', 'worker_state', 'heat_outputs'],
};

function fieldRow(label: string, stage: Stage, value: Json): Row {
  const slots = STAGES.map((one) => (one === stage ? valueSlot(value) : NONE));
  return {
    label,
    slots,
    paths: STAGES.map((one) => (one === stage && label.startsWith('/') ? label : undefined)),
    bare: false,
  };
}

function textRow(label: string, stage: Stage, text: string): Row {
  return { label, slots: STAGES.map((one) => (one === stage ? note(text) : NONE)), paths: [], bare: false };
}
