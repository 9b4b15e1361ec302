import { type Json, NumberText, sameJson } from '../../../stages/json.ts';
import { STAGES, type Stage } from '../../../stages/keys.ts';
import { OUTPUT_FIELDS, type Output, outputNamed } from '../../../stages/outputs.ts';
import { type AnyStage, heatIsSilent, type Resource } from '../../../stages/resource.ts';
import { isUnfinished, note, type Row, type Slot, slotsOf, valueAt, valueSlot } from './stage-rows.ts';

/** Where a document keeps its outputs. */
export const OUTPUTS_WAY: Readonly<Record<Stage, readonly string[]>> = {
  heat_stacks: ['output'],
  job_state: ['heat_outputs'],
  state: ['state', 'heat_outputs'],
};

/** How many outputs each stage has, and how many are not as in the first stage that has any. */
export function outputCountRow(resource: Resource): Row {
  const reference = STAGES.flatMap((stage) => resource[stage] ?? []).find(
    (document) => document.outputs !== undefined && !isSilent(resource, document),
  );
  const slots = slotsOf(resource, (document) => {
    if (document.outputs === undefined) return withoutOutputs(document);
    const count = document.outputs.length;
    const differ = countDiffering(reference?.outputs ?? [], document.outputs);
    if (differ === 0 || isSilent(resource, document))
      return { kind: 'value', json: new NumberText(String(count)) };
    return note(`${count}, ${differ} ${differ === 1 ? 'differs' : 'differ'}`, true);
  });
  const paths = STAGES.map((stage) => `/${OUTPUTS_WAY[stage].join('/')}`);
  return {
    label: 'outputs',
    slots,
    paths: paths.map((path, i) => (isReadable(resource, i) ? undefined : path)),
    bare: true,
  };
}

/** A readable list is marked output by output. */
function isReadable(resource: Resource, stageIndex: number): boolean {
  const stage = STAGES[stageIndex];
  return stage !== undefined && resource[stage]?.outputs !== undefined;
}

function isSilent(resource: Resource, document: AnyStage): boolean {
  return document.stage === 'heat_stacks' && heatIsSilent(resource);
}

function withoutOutputs(document: AnyStage): Slot {
  if (isUnfinished(document)) return { kind: 'absent' };
  return valueAt(document.tree, OUTPUTS_WAY[document.stage]) === undefined
    ? { kind: 'absent' }
    : note('malformed', true);
}

function countDiffering(left: readonly Output[], right: readonly Output[]): number {
  const keys = new Set([...left, ...right].map(({ key }) => key));
  return [...keys].filter((key) => {
    const [ours, theirs] = [outputNamed(left, key), outputNamed(right, key)];
    if (ours === undefined || theirs === undefined) return true;
    return OUTPUT_FIELDS.some((field) => !sameJson(ours.tree.get(field), theirs.tree.get(field)));
  }).length;
}

/** One row an output, aligned by its key; its other fields have rows where they tell something. */
export function outputRows(resource: Resource, full: boolean): Row[] {
  const lists = STAGES.flatMap((stage) => resource[stage]?.outputs ?? []);
  return [...new Set(lists.map(({ key }) => key))].flatMap((key) =>
    OUTPUT_FIELDS.filter((field) => isTelling(resource, key, field, full)).map((field) =>
      rowOf(resource, key, field, full),
    ),
  );
}

type Field = (typeof OUTPUT_FIELDS)[number];

/** The value always, an error where there is one, the description where it differs (all: `full`). */
function isTelling(resource: Resource, key: string, field: Field, full: boolean): boolean {
  if (field === 'output_value') return true;
  const values = STAGES.flatMap((stage) => {
    const output = outputOf(resource[stage], key);
    return output === undefined ? [] : [output.tree.get(field)];
  });
  if (values.every((value) => value === undefined)) return false;
  return full || field === 'output_error' || values.some((value) => !sameJson(value, values[0]));
}

/** All rows of an output stand together where everything is shown; else each needs its name. */
function rowOf(resource: Resource, key: string, field: Field, full: boolean): Row {
  const slots = slotsOf(resource, (document) => {
    if (document.outputs === undefined) return withoutOutputs(document);
    const output = outputOf(document, key);
    return output === undefined ? { kind: 'lacking' } : fieldSlot(output.tree.get(field));
  });
  const paths = STAGES.map((stage) => {
    const document = resource[stage];
    const output = outputOf(document, key);
    return output === undefined ? undefined : `${document?.outputsPath}/${output.index}/${field}`;
  });
  return {
    label: field === 'output_value' ? key : full ? `  ${field}` : `${key}: ${field}`,
    slots,
    paths,
    bare: false,
  };
}

function fieldSlot(json: Json | undefined): Slot {
  return json === undefined ? { kind: 'lacking' } : valueSlot(json);
}

function outputOf(document: AnyStage | undefined, key: string): Output | undefined {
  return document?.outputs && outputNamed(document.outputs, key);
}
