import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { judge } from '../../src/judge/judge.ts';
import { parseJobKey, resourceName } from '../../src/stages/keys.ts';
import { readResource } from '../../src/stages/resource.ts';
import type { Snapshot } from '../../src/stages/snapshot.ts';
import { namedRecordings } from '../support/data/made-recordings.ts';
import {
  allRecordings,
  RECORDINGS_FOLDER,
  type Recording,
  recordingText,
} from '../support/data/recordings.ts';
import { assertNothingBroken, judgeAll, leaveKeys } from '../support/generators/checks.ts';
import { plainly, workLeft } from '../support/generators/plainly.ts';
import { Memory } from '../support/run/memory.ts';

/**
 * Recordings replayed write by write: the made ones of test/data/recordings, and real ones where the environment
 * variable ESI_STATE_RECORDINGS names a folder of `*.ndjson`, a line `{"rev", "put", "value", "ttl"?}` or
 * `{"rev", "delete"}` for each write. ESI_STATE_MAKE_RECORDINGS=1 writes the made ones anew.
 */
describe('recordings, write by write', () => {
  const counts = { writes: 0, dead: 0, raised: 0 };
  after(() => {
    const { writes, dead, raised } = counts;
    console.log(`recordings: ${writes} writes, ${dead} dead workers, ${raised} newer requests judged`);
  });

  for (const recording of allRecordings()) {
    it(`${recording.name}: nothing broken, in flight while a job runs, at rest in the end`, () => {
      const seen = new Map<string, string[]>();
      everyWrite(recording, (memory, where) => {
        counts.writes++;
        const judged = judgeAll(memory);
        assertNothingBroken(judged, where);
        for (const [name, { verdict }] of judged) note(seen, name, verdict);
      });
      for (const [name, verdicts] of seen) assertCalmsDown(recording, name, verdicts);
    });

    it(`${recording.name}: a worker that died is seen, and nobody else suffers`, () => {
      everyWrite(recording, (memory, where) => {
        for (const snapshot of memory.snapshots().filter(workLeft)) {
          counts.dead++;
          for (const keys of ['none', 'all'] as const) assertOnlyBroken(memory, snapshot, keys, where);
        }
      });
    });

    it(`${recording.name}: a newer request breaks nothing`, () => {
      everyWrite(recording, (memory, where) => {
        for (const snapshot of memory.snapshots().filter(isPublished)) {
          counts.raised++;
          const raised = withNewerConfig(snapshot);
          for (const jobs of [raised.jobs, []]) {
            const { verdict, findings } = judge(readResource({ ...raised, jobs }));
            assert.notEqual(
              verdict,
              'broken',
              `${where()}: ${resourceName(snapshot.ref)} ${findings[0]?.message}`,
            );
          }
        }
      });
    });
  }
});

describe('the made recordings', () => {
  for (const { name, writes } of namedRecordings()) {
    it(`${name} is as its maker makes it`, () => {
      const path = join(RECORDINGS_FOLDER, `${name}.ndjson`);
      const text = recordingText(writes);
      // They change only when somebody wants them to.
      if (process.env['ESI_STATE_MAKE_RECORDINGS'] === '1') writeFileSync(path, text);
      assert.equal(readFileSync(path, 'utf8'), text);
    });
  }
});

function everyWrite({ name, writes }: Recording, look: (memory: Memory, where: () => string) => void): void {
  const memory = new Memory();
  for (const write of writes) {
    memory.revision = write.rev - 1;
    memory.write(write);
    look(memory, () => `${name}, revision ${write.rev}`);
  }
}

function note(seen: Map<string, string[]>, name: string, verdict: string): void {
  const verdicts = seen.get(name) ?? [];
  if (verdicts.at(-1) !== verdict) verdicts.push(verdict);
  seen.set(name, verdicts);
}

/** A resource that a job worked on was seen in flight before it came to its rest. */
function assertCalmsDown({ writes }: Recording, name: string, verdicts: readonly string[]): void {
  const rest = verdicts.at(-1) ?? '';
  const told = `${name}: ${verdicts.join(', ')}`;
  assert.ok(['settled', 'stackless', 'failed', 'deleting'].includes(rest), told);
  const id = name.slice(name.lastIndexOf('/') + 1);
  const worked = writes.some(
    (write) => 'put' in write && parseJobKey(new Memory().prefixes, write.put)?.id === id,
  );
  if (worked) assert.ok(verdicts.includes('in_flight'), told);
}

function assertOnlyBroken(
  memory: Memory,
  { ref }: Snapshot,
  keys: 'none' | 'all',
  where: () => string,
): void {
  const dead = memory.copy();
  leaveKeys(dead, ref.id, keys);
  const broken = [...judgeAll(dead)].filter(([, { verdict }]) => verdict === 'broken');
  assert.deepEqual(
    broken.map(([name]) => name),
    [resourceName(ref)],
    `${where()}, keys left: ${keys}`,
  );
  assert.ok(broken[0]?.[1].suspects.includes('state'), where());
}

/** State has reached the version that is wanted. */
function isPublished(snapshot: Snapshot): boolean {
  const { config, state } = plainly(snapshot);
  return config !== undefined && config.version === state?.version;
}

function withNewerConfig(snapshot: Snapshot): Snapshot {
  const { config } = snapshot;
  if (config === undefined) throw new Error('no config to raise');
  const document = plainly(snapshot).config;
  const value = Buffer.from(JSON.stringify({ ...document, version: Number(document?.version) + 1 }));
  const revision = snapshot.revision + 1;
  return { ...snapshot, config: { ...config, value, modRevision: revision }, revision };
}
