import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { judge } from '../../src/judge/judge.ts';
import type { Stage } from '../../src/stages/keys.ts';
import { readResource } from '../../src/stages/resource.ts';
import type { MadeOutput } from '../support/data/made.ts';
import { PORT } from '../support/generators/situations.ts';
import { type Ended, memoryOf, type Victim, victimOf } from '../support/generators/systems.ts';

/** Values of which a second parser, JSON.parse, loses nothing. */
const PLAIN: readonly MadeOutput[] = [
  {
    key: 'mac_address',
    value: ['fa:16:3e:f7:60:7f', null],
    description: 'Virtual machine interface mac address.',
  },
  { key: 'pairs', value: new Map([['allowed_address_pair', []]]), description: 'ü' },
];
const RESTS: readonly Ended[] = [
  { action: 'modify', outcome: 'done', jobState: false },
  { action: 'modify', outcome: 'done', jobState: true },
];

describe('every byte of a document', () => {
  let changes = 0;
  let unnoticed = 0;
  after(() =>
    console.log(`every byte: ${changes} changes, ${unnoticed} of them in fields that nobody else holds`),
  );

  for (const rest of RESTS) {
    const victim = victimOf(PORT, rest, PLAIN);
    for (const [stage, text] of Object.entries(victim.texts) as [Stage, string][]) {
      const where = `${stage}${rest.jobState ? ', all three there' : ''}`;
      it(`cut there, taken out or made another is seen: ${where}`, () => {
        for (let at = 0; at < text.length; at++) {
          look(victim, stage, text.slice(0, at));
          for (const byte of ['', 'q', '7', '"', '\\'])
            look(victim, stage, text.slice(0, at) + byte + text.slice(at + 1));
        }
      });
    }
  }

  function look(victim: Victim, stage: Stage, value: string): void {
    const before = plainly(victim.texts[stage] ?? '');
    if (value === victim.texts[stage]) return;
    changes++;
    const same = isDeepStrictEqual(plainly(value), before);
    if (same) unnoticed++;
    const [snapshot] = memoryOf([victim]).snapshots();
    const entry = snapshot?.stages[stage];
    if (snapshot === undefined || entry === undefined) throw new Error(`no ${stage}`);
    const written = { ...entry, value: Buffer.from(value), modRevision: snapshot.revision + 1 };
    const judged = judge(readResource({ ...snapshot, stages: { ...snapshot.stages, [stage]: written } }));
    assert.equal(
      judged.verdict === 'broken',
      !same,
      `${value}\n${judged.findings.map(({ message }) => message)}`,
    );
    if (!same) assert.ok(judged.suspects.includes(stage), `${value}\n${judged.reason}`);
  }
});

/** All that another stage or `/config` holds as well; undefined where the text is no document. */
function plainly(text: string): unknown {
  try {
    const { tenant_id, status_reason, error, ...told } = JSON.parse(text);
    const types = [tenant_id, status_reason, error].map((value) => typeof value);
    if (told.state === undefined) return { ...known(told), types };
    const { worker_state, heat_outputs, ...inner } = told.state;
    const outputs = JSON.parse(heat_outputs).map(known);
    return { ...known(told), state: { ...inner, outputs }, types: [...types, typeof worker_state] };
  } catch {
    return undefined;
  }
}

const KNOWN = ['id', 'stack_id', 'stack_status', 'output', 'heat_outputs', 'orchestration_state', 'version'];
const OF_AN_OUTPUT = ['output_key', 'output_value', 'description'];

/** Without what nobody documented. */
function known(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(([key]) => [...KNOWN, ...OF_AN_OUTPUT].includes(key)),
  );
}
