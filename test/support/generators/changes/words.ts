/** Changes of what a field says: statuses, names, versions, texts. */
import { NumberText } from '../../../../src/stages/json.ts';
import type { Stage } from '../../../../src/stages/keys.ts';
import { edited, type Path, partOf } from '../../data/documents.ts';
import { below, type Random } from '../random.ts';
import type { Victim } from '../systems.ts';
import { type Change, type Expect, sharedFact, storedOf } from './change.ts';

const HEAT_WORDS = [
  ...['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE', 'ROLLBACK_COMPLETE', 'CREATE_FAILED'],
  ...['UPDATE_FAILED', 'DELETE_FAILED', 'CREATE_COMPLET', 'complete', ''],
];
const BUSY_WORDS = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'];
const ERROR_WORDS = ['CREATE_ERROR', 'MODIFY_ERROR', 'DELETE_ERROR'];

export function otherStackStatus(victim: Victim): Change[] {
  const text = victim.texts.heat_stacks;
  if (text === undefined) return [];
  const others = (words: readonly string[], expect: Expect) =>
    replaced('heat_stacks', text, ['stack_status'], words, 'another stack_status', () => expect);
  // Where the stack is gone, an empty stack_id fits no other status.
  const heard = victim.stackGone ? 'caught' : sharedFact(victim, 'heat_stacks');
  // Beside a failed worker's job_state, whoever is busy may as well be that worker.
  const busy = victim.workerFailed && victim.texts.job_state !== undefined;
  return [...others(HEAT_WORDS, heard), ...others(BUSY_WORDS, busy ? 'caught, who is open' : 'caught')];
}

export function otherJobStatus(victim: Victim): Change[] {
  const text = victim.texts.job_state;
  if (text === undefined) return [];
  const words = [...HEAT_WORDS, ...BUSY_WORDS, ...ERROR_WORDS];
  return replaced(
    'job_state',
    text,
    ['orchestration_state'],
    words,
    'another status of the job',
    () => 'caught',
  );
}

export function otherPublishedStatus(victim: Victim): Change[] {
  const text = victim.texts.state;
  if (text === undefined || victim.rest === 'stackless') return [];
  const words = [...HEAT_WORDS, ...BUSY_WORDS, ...ERROR_WORDS];
  const expect = (word: string) => expectPublished(victim, word);
  return replaced('state', text, ['state', 'orchestration_state'], words, 'another published status', expect);
}

function expectPublished({ rest, texts, workerFailed }: Victim, word: string): Expect {
  const done = rest !== 'stackless' && rest !== 'deleting' && rest.outcome === 'done';
  const { heat_stacks: heat, job_state: job } = texts;
  // worker_state still says COMPLETED, or that it failed.
  if (done || (/_COMPLETE$/.test(word) && known(word) && !/ROLLBACK/.test(word))) return 'caught';
  if (/_ERROR$/.test(word)) return job === undefined ? 'failed-alone' : 'caught';
  return workerFailed && heat === undefined ? 'caught, who is open' : 'caught';
}

function known(word: string): boolean {
  return !['CREATE_COMPLET', 'complete', ''].includes(word);
}

const WORKER_DONE = ['CREATE_COMPLETED', 'MODIFY_COMPLETED', 'DELETE_COMPLETED'];
const WORKER_FAILED = ['CREATE_FAILED', 'MODIFY_FAILED', 'DELETE_FAILED', ...ERROR_WORDS];
const WORKER_UNKNOWN = ['CREATE_COMPLETEE', 'xREATE_COMPLETED', ''];

export function otherWorkerState(victim: Victim): Change[] {
  const { rest, texts } = victim;
  if (texts.state === undefined) return [];
  const failed = typeof rest !== 'string' && rest.outcome !== 'done';
  const words = [...WORKER_DONE, ...WORKER_FAILED, 'READ_COMPLETE', ...WORKER_UNKNOWN];
  return replaced('state', texts.state, ['state', 'worker_state'], words, 'another worker_state', (word) => {
    if (WORKER_UNKNOWN.includes(word)) return 'worker-state-word';
    return failed && WORKER_FAILED.includes(word) ? 'failure-word' : 'caught';
  });
}

export function otherVersion({ texts: { state }, version }: Victim): Change[] {
  if (state === undefined) return [];
  const set = (text: string, expect: Expect): Change => {
    const value = edited(state, ['version'], new NumberText(text));
    return { kind: 'another version', stage: 'state', value, expect };
  };
  const lower = version > 1 ? [set(String(version - 1), 'version-lowered')] : [];
  return [
    ...[version + 1, version * 10, '9007199254740993', `${version}0000000000000000000`].map((text) =>
      set(String(text), 'caught'),
    ),
    ...lower,
  ];
}

/** Names in heat_stacks: any character, each field emptied. */
export function otherNames(victim: Victim, random: Random): Change[] {
  const text = victim.texts.heat_stacks;
  if (text === undefined) return [];
  const { id } = victim.resource.ref;
  const names = [partOf(text, ['id']), partOf(text, ['stack_id'])].map(String);
  return ['id', 'stack_id'].flatMap((field, i) => {
    const name = names[i] ?? '';
    // Of a deleted stack no second name is left to hold its type against.
    const from = name.length - (victim.stackGone ? id.length : name.length);
    const changed =
      name === '' ? [] : [changedAt(name, from + below(random, name.length - from)), `${name}0`, ''];
    return replaced('heat_stacks', text, [field], changed, 'another name', () => 'caught');
  });
}

/** What only heat_stacks tells, and the error texts. */
export function otherTexts(victim: Victim): Change[] {
  const heat = victim.texts.heat_stacks;
  const reasons =
    heat === undefined
      ? []
      : ['tenant_id', 'status_reason'].flatMap((field) =>
          replaced('heat_stacks', heat, [field], ['', 'another'], 'another text', () => 'tenant-and-reason'),
        );
  const errors = storedOf(victim)
    .filter(([, text]) => partOf(text, ['error']) !== undefined)
    .flatMap(([stage, text]) =>
      replaced(stage, text, ['error'], ['', 'no more addresses'], 'another error text', () => 'error-text'),
    );
  return [...reasons, ...errors];
}

function replaced(
  stage: Stage,
  text: string,
  path: Path,
  words: readonly string[],
  kind: string,
  expect: (word: string) => Expect,
): Change[] {
  return words
    .filter((word) => word !== partOf(text, path))
    .map((word) => ({ kind, stage, value: edited(text, path, word), expect: expect(word) }));
}

function changedAt(text: string, at: number): string {
  const other = text[at] === 'q' ? 'z' : 'q';
  return text.slice(0, at) + other + text.slice(at + 1);
}
