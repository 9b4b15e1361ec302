/** The made systems whose recordings are committed. */
import { ENDINGS, jobSteps } from './lifecycle.ts';
import { anySystem, interleaved, type JobLine, lifeWrites, plansFor } from './lives.ts';
import type { MadeResource } from './made.ts';
import { seeded } from './random.ts';
import type { Recording } from './recordings.ts';
import { NAMESAKE, OUTPUTS, PORT } from './situations.ts';
import { TYPES } from './types.ts';

/** Every action and outcome, jobs in a row, deletes to the very end, one ID in two types, a system at random. */
export function namedRecordings(): Recording[] {
  return [
    { name: 'lives', writes: lives() },
    { name: 'namesakes', writes: namesakes() },
    { name: 'system', writes: anySystem(TYPES.map(resource), seeded(4)) },
  ];
}

const LINES: readonly JobLine[] = [
  [
    ['create', 'done'],
    ['modify', 'done'],
    ['modify', 'done'],
    ['delete', 'done'],
  ],
  [
    ['create', 'failed in Heat'],
    ['modify', 'done'],
    ['logical_delete', 'done'],
  ],
  [
    ['create', 'failed in the worker'],
    ['modify', 'failed late'],
    ['modify', 'done'],
  ],
  [
    ['create', 'done'],
    ['modify', 'failed in Heat'],
    ['delete', 'failed in Heat'],
    ['delete', 'done'],
  ],
  [
    ['create', 'done'],
    ['logical_delete', 'failed in the worker'],
    ['delete', 'failed late'],
  ],
];

function lives() {
  const random = seeded(1);
  const all = LINES.map((jobs, i) => {
    const [schemaPath, singular] = TYPES[i] ?? ['v2.0/ports', 'port'];
    return lifeWrites(resource([schemaPath, singular], i), plansFor(jobs, random), random);
  });
  return interleaved(all, random);
}

/** The tenant comes to rest before the port's job begins: later, the port's job would be the tenant's too. */
function namesakes() {
  const plan = {
    action: 'create',
    outcome: 'done',
    version: 1,
    outputs: OUTPUTS,
    ending: ENDINGS[1],
  } as const;
  const writes = [NAMESAKE, PORT].flatMap((one) => jobSteps(one, plan).map(({ write }) => write));
  return interleaved([writes], seeded(3));
}

function resource([schemaPath, singular]: readonly [string, string], i: number): MadeResource {
  const id = i % 3 === 0 ? `word_${i}` : `${i}`.repeat(8).padEnd(32, '0f1e');
  return { ref: { schemaPath, id }, singular, tenantId: PORT.tenantId };
}
