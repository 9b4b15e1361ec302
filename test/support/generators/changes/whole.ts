/** Changes of a whole value: cut, doubled, lost, mixed up. */
import { sameJson } from '../../../../src/stages/json.ts';
import { pythonUnsorted } from '../../../../src/stages/json-write.ts';
import type { Stage } from '../../../../src/stages/keys.ts';
import { asObject, outputsOf, parse, partOf } from '../../data/documents.ts';
import { below, type Random } from '../random.ts';
import type { Victim } from '../systems.ts';
import { type Change, type Expect, isWorkerErrorText, storedOf } from './change.ts';

/** Whatever is no single JSON object is caught, wherever it stands. */
export function brokenBytes(victim: Victim, random: Random): Change[] {
  return storedOf(victim).flatMap(([stage, text]) => {
    const caught = (kind: string, value: string | Uint8Array): Change => ({
      kind,
      stage,
      value,
      expect: 'caught',
    });
    const cuts = [0, 1, text.length - 1, ...Array.from({ length: 5 }, () => below(random, text.length))];
    const name = String([...asObject(parse(text)).keys()][0]);
    return [
      ...cuts.map((at) => caught('cut short', text.slice(0, at))),
      caught('head cut off', text.slice(1 + below(random, text.length - 1))),
      caught('text behind the end', `${text}}`),
      caught('written twice', text + text),
      caught('byte order mark', `\ufeff${text}`),
      caught('not UTF-8', withByte(text, below(random, text.length), 0xff)),
      caught('a key given twice', `{${JSON.stringify(name)}: null, ${text.slice(1)}`),
      caught('in a list', `[${text}]`),
      caught('a string', JSON.stringify(text)),
      caught('null', 'null'),
    ];
  });
}

/** Same value, other bytes. */
export function otherBytes(victim: Victim): Change[] {
  return storedOf(victim).flatMap(([stage, text]) => {
    const same = (value: string): Change => ({ kind: 'other bytes', stage, value, expect: 'bytes' });
    return [
      same(` ${text}\n`),
      same(text.replace(/": /, '"  :\t')),
      same(text.replace(/^\{"(.)/, (_, letter) => `{"\\u00${letter.charCodeAt(0).toString(16)}`)),
      same(pythonUnsorted(new Map([...asObject(parse(text))].reverse()))),
    ];
  });
}

export function lostStages(victim: Victim): Change[] {
  return storedOf(victim).map(([stage]) => ({
    kind: 'lost',
    stage,
    value: undefined,
    expect: expectLost(victim, stage),
  }));
}

function expectLost(victim: Victim, stage: Stage): Expect {
  if (Object.keys(victim.texts).length === 1) return stage === 'state' ? 'lost-alone' : 'all-lost';
  if (stage === 'job_state') return 'job-state-gone';
  if (stage === 'heat_stacks') return victim.workerFailed ? 'heat-beside-failed-worker' : 'caught';
  return victim.stackGone && victim.texts.job_state === undefined ? 'lost-alone' : 'caught';
}

/** A job that never ends, where there is none. */
export function unexpectedJobState(): Change[] {
  return [{ kind: 'a job_state that begins', stage: 'job_state', value: '{}', expect: 'caught' }];
}

/** Another resource's document of the same stage. */
export function fromOthers(victim: Victim, others: readonly Victim[]): Change[] {
  return storedOf(victim).flatMap(([stage, text]) =>
    others
      .flatMap((other) => other.texts[stage] ?? [])
      .filter((value) => value !== text)
      .map((value) => {
        return { kind: "another resource's", stage, value, expect: expectForeign(victim, stage, value) };
      }),
  );
}

/** Another stage's document of the same resource. */
export function fromOtherStages(victim: Victim): Change[] {
  return storedOf(victim).flatMap(([stage]) =>
    storedOf(victim)
      .filter(([from]) => from !== stage)
      .map(([, value]) => ({ kind: "another stage's", stage, value, expect: 'caught' })),
  );
}

function expectForeign(victim: Victim, stage: Stage, value: string): Expect {
  if (stage === 'heat_stacks') return 'caught';
  if (stage === 'job_state') return tellsSame(victim, 'job_state', value) ? 'same-elsewhere' : 'caught';
  if (Number(versionIn(value)) > victim.version) return 'caught';
  return expectForeignState(victim, value);
}

/** Of the version that is wanted, or a lower one. */
function expectForeignState(victim: Victim, value: string): Expect {
  const { heat_stacks: heat, job_state: job } = victim.texts;
  const bare = value.includes('READ_COMPLETE');
  const error = isWorkerErrorText(value);
  if (heat === undefined && job === undefined) return bare || error ? 'state-alone' : 'caught, who is open';
  if (bare) return 'caught';
  if (job !== undefined) {
    if (tellsSame(victim, 'job_state', value)) return 'same-elsewhere';
    // With a report of Heat's that agrees, or none: state alone is not what looks wrong.
    const looksRight = heat === undefined ? !error : tellsSame(victim, 'heat_stacks', value);
    return looksRight ? 'caught, who is open' : 'caught';
  }
  if (error) return 'failed-alone';
  return tellsSame(victim, 'heat_stacks', value) ? 'same-elsewhere' : 'caught';
}

/** Whether the victim's stage tells the same status and outputs as this document of state or job_state. */
function tellsSame(victim: Victim, stage: 'heat_stacks' | 'job_state', value: string): boolean {
  const own = victim.texts[stage] ?? '';
  const from: Stage = partOf(value, ['state']) === undefined ? 'job_state' : 'state';
  const status = partOf(own, [stage === 'heat_stacks' ? 'stack_status' : 'orchestration_state']);
  const told = partOf(value, from === 'state' ? ['state', 'orchestration_state'] : ['orchestration_state']);
  return status === told && sameJson(outputsOf(stage, own), outputsOf(from, value));
}

function versionIn(text: string): string | undefined {
  return /"version": (\d+)\}$/.exec(text)?.[1];
}

function withByte(text: string, at: number, byte: number): Uint8Array {
  const bytes = Buffer.from(text);
  bytes[at] = byte;
  return bytes;
}
