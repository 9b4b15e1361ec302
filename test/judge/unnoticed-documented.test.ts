import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UNNOTICED } from '../../src/judge/unnoticed.ts';
import { type Json, NumberText } from '../../src/stages/json.ts';
import { DEFAULT_PREFIXES, keyOf, type Stage } from '../../src/stages/keys.ts';
import { judgeAll, nameOf } from '../support/checks.ts';
import { edited, type Path } from '../support/documents.ts';
import type { Memory, MemoryWrite } from '../support/memory.ts';
import { OUTPUTS, PORT } from '../support/situations.ts';
import { memoryOf, type Victim, victimOf } from '../support/systems.ts';
import { jobKey } from '../support/writes.ts';

const SETTLED = victimOf(PORT, { action: 'modify', outcome: 'done', jobState: false }, OUTPUTS);
const FAILED = victimOf(PORT, { action: 'modify', outcome: 'failed in Heat', jobState: false }, OUTPUTS);
const STACKLESS = victimOf(PORT, 'stackless', OUTPUTS);

interface Example {
  readonly victim: Victim;
  readonly writes: readonly MemoryWrite[];
}

/** What each entry of the documented list speaks of, done. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  'tenant-id': { victim: SETTLED, writes: [change('heat_stacks', ['tenant_id'], 'another')] },
  'status-reason': { victim: SETTLED, writes: [change('heat_stacks', ['status_reason'], 'another')] },
  'stackless-state-lost': { victim: STACKLESS, writes: [lose('state')] },
  'all-stages-lost': { victim: SETTLED, writes: [lose('state'), lose('heat_stacks')] },
  'version-lowered': { victim: SETTLED, writes: [change('state', ['version'], new NumberText('1'))] },
  'version-without-config': {
    victim: SETTLED,
    writes: [lose('config'), change('state', ['version'], new NumberText('7'))],
  },
  'same-change-everywhere': {
    victim: SETTLED,
    writes: (['heat_stacks', 'state'] as const).map((stage) => ({
      put: keyOf(DEFAULT_PREFIXES, stage, PORT.ref),
      value: (SETTLED.texts[stage] ?? '').replace('fa:16:3e', 'fa:16:3f'),
    })),
  },
  'unknown-word': { victim: SETTLED, writes: [change('state', ['state', 'worker_state'], 'MODIFIED')] },
  'error-text': { victim: FAILED, writes: [change('state', ['error'], 'another', FAILED)] },
  'while-at-work': {
    victim: SETTLED,
    writes: [
      { put: jobKey(PORT, { action: 'modify', version: 3 }, 'working'), value: '{}', ttl: 60 },
      change('state', ['state', 'orchestration_state'], 'ROLLBACK_COMPLETE'),
    ],
  },
};

describe('the documented list of what can not be noticed', () => {
  for (const { id } of UNNOTICED) {
    it(id, () => {
      const example = EXAMPLES[id];
      assert.ok(example, 'no example shows it');
      const memory = memoryOf([example.victim]);
      for (const write of example.writes) assertChanges(memory, write);
      assert.notEqual(judgeAll(memory).get(nameOf(PORT))?.verdict, 'broken');
    });
  }
});

function assertChanges(memory: Memory, write: MemoryWrite): void {
  const before = 'put' in write ? memory.keys.get(write.put)?.value : undefined;
  memory.write(write);
  if ('put' in write) assert.notDeepEqual(memory.keys.get(write.put)?.value, before);
}

function change(stage: Stage, path: Path, value: Json, { texts } = SETTLED): MemoryWrite {
  return { put: keyOf(DEFAULT_PREFIXES, stage, PORT.ref), value: edited(texts[stage] ?? '', path, value) };
}

function lose(area: Stage | 'config'): MemoryWrite {
  return { delete: keyOf(DEFAULT_PREFIXES, area, PORT.ref) };
}
