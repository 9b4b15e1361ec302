/** The made systems whose recordings are committed. */
import { ENDINGS, jobSteps } from '../generators/lifecycle.ts';
import { anySystem, interleaved, type JobLine, lifeWrites, plansFor } from '../generators/lives.ts';
import { seeded } from '../generators/random.ts';
import { NAMESAKE, OUTPUTS, PORT } from '../generators/situations.ts';
import type { Recording } from './recordings.ts';
import { numbered, TYPES } from './types.ts';

/** Every action and outcome, jobs in a row, deletes to the very end, one ID in two types, a system at random. */
export function namedRecordings(): Recording[] {
  return [
    { name: 'lives', writes: lives() },
    { name: 'namesakes', writes: namesakes() },
    {
      name: 'system',
      writes: anySystem(
        TYPES.map((_, i) => numbered(i)),
        seeded(4),
      ),
    },
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
    return lifeWrites(numbered(i), plansFor(jobs, random), random);
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
