import type { Screen } from '../../../drawing/screen.ts';
import { aboutWhen } from '../../../drawing/when.ts';
import { compactJson } from '../../../stages/json-write.ts';
import { STAGES } from '../../../stages/keys.ts';
import { type AnyStage, entryOf, type Resource } from '../../../stages/resource.ts';
import { outputCountRow } from './output-rows.ts';
import { isUnfinished, NONE, note, type Row, type Slot, slotsOf, valueAt, valueSlot } from './stage-rows.ts';

/** The short facts: one table row each, at any width. The outputs' count and the revisions come last. */
export function factRows(resource: Resource): Row[] {
  return [
    ...documentRow(resource),
    statusRow(resource),
    workerStateRow(resource),
    versionRow(resource),
    outputCountRow(resource),
    writtenRow(resource),
  ];
}

/** Only where a stage cannot be read. */
function documentRow(resource: Resource): Row[] {
  if (resource.unreadable.length === 0) return [];
  const slots = STAGES.map((stage): Slot => {
    const found = resource.unreadable.find((one) => one.stage === stage);
    if (found === undefined)
      return entryOf(resource, stage) === undefined ? { kind: 'absent' } : note('readable');
    return {
      kind: 'note',
      text: `unreadable at byte ${found.problem.byte}: ${found.problem.message}`,
      differs: true,
    };
  });
  return [row('document', slots)];
}

const STATUS_WAY = {
  heat_stacks: ['stack_status'],
  job_state: ['orchestration_state'],
  state: ['state', 'orchestration_state'],
} as const;

function statusRow(resource: Resource): Row {
  const slots = slotsOf(resource, (document) =>
    isUnfinished(document)
      ? note('{} unfinished')
      : valueSlot(valueAt(document.tree, STATUS_WAY[document.stage])),
  );
  return row(
    'status',
    slots,
    STAGES.map((stage) => `/${STATUS_WAY[stage].join('/')}`),
  );
}

function workerStateRow(resource: Resource): Row {
  const slots = onlyState(resource, (document) =>
    valueSlot(valueAt(document.tree, ['state', 'worker_state'])),
  );
  return row('worker_state', slots, [undefined, undefined, '/state/worker_state']);
}

/** With the version that `/config` wants beside it. */
function versionRow(resource: Resource): Row {
  const { config } = resource;
  const wanted =
    resource.snapshot.config === undefined ? 'no config' : `config ${config?.version ?? 'unreadable'}`;
  const slots = onlyState(resource, (document) => {
    const version = document.tree.get('version');
    const text = version === undefined ? '-' : compactJson(version);
    const differs = config?.version !== undefined && text !== String(config.version);
    return { kind: 'note', text: `${text}  (${wanted})`, differs };
  });
  return row('version', slots, [undefined, undefined, '/version']);
}

function writtenRow(resource: Resource): Row {
  const slots = STAGES.map((stage): Slot => {
    const entry = entryOf(resource, stage);
    return entry === undefined ? { kind: 'absent' } : note(`rev ${entry.modRevision}`);
  });
  return row('written', slots);
}

/** When the stages were written; no row where nothing is known of it. */
export function whenRow(resource: Resource, screen: Screen): Row[] {
  const slots = STAGES.map((stage): Slot => {
    const entry = entryOf(resource, stage);
    return entry === undefined ? { kind: 'absent' } : note(aboutWhen(screen, entry.modRevision));
  });
  const known = slots.some((slot) => slot.kind === 'note' && slot.text !== '');
  return known ? [row('', slots)] : [];
}

/** A fact that only state has; the other columns stay empty. */
export function onlyState(resource: Resource, pick: (document: AnyStage) => Slot): Slot[] {
  return slotsOf(resource, pick).map((slot, i) => (STAGES[i] === 'state' ? slot : NONE));
}

function row(label: string, slots: readonly Slot[], paths: Row['paths'] = []): Row {
  return { label, slots, paths, bare: true };
}
