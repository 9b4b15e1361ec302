/** What the demo runs, in order, and what is to be seen each time. */
import { ABANDONED_NAME, CHANGED_NAME, SEED_NAME } from './system.ts';

export interface Scene {
  readonly args: readonly string[];
  /** What is going to be seen, in lines of less than 78 columns. */
  readonly seen: readonly string[];
  /** Any other is a failure of the demo. */
  readonly exit: number;
  /** What that exit code tells a script. */
  readonly means: string;
}

export const BEFORE_REPAIR: readonly Scene[] = [
  {
    args: ['show', SEED_NAME],
    seen: [
      'One port, named by the beginning of its ID. Its job has just published the',
      'result: all three stages are there and say the same.',
    ],
    exit: 0,
    means: 'shown',
  },
  {
    args: ['verify', '--all'],
    seen: [
      'Everything in etcd, and of it only what is not healthy. What looks broken is',
      'looked at again after 2 s, for it may only be moving.',
    ],
    exit: 1,
    means: 'something is broken (a job that failed or is at work is not)',
  },
  {
    args: ['show', CHANGED_NAME],
    seen: ['Somebody changed one character of what was published.'],
    exit: 0,
    means: 'shown; only verify makes a broken resource an exit code',
  },
  {
    args: ['show', ABANDONED_NAME],
    seen: [
      'A worker died after Heat had reported and before it published the result. Its',
      "lease has run out; the job's key under /jobs/all is left, held by nobody.",
    ],
    exit: 0,
    means: 'shown',
  },
  {
    args: ['repair', ABANDONED_NAME, '--dry-run'],
    seen: ['etcd alone does not tell a dead worker from a slow one, so this is refused.'],
    exit: 5,
    means: "refused until somebody says that the job's worker is dead",
  },
  {
    args: ['repair', CHANGED_NAME, ABANDONED_NAME, '--dead-jobs', '--dry-run'],
    seen: [
      '--dead-jobs is that word, after a look at the worker. What a repair would',
      'write, and why it may. Nothing is written.',
    ],
    exit: 0,
    means: 'both can be repaired',
  },
];

export const REPAIR: Scene = {
  args: ['repair', CHANGED_NAME, ABANDONED_NAME, '--dead-jobs', '--yes'],
  seen: [
    'The same for good (without --yes it asks). Each resource is one transaction',
    'that etcd carries out only if nobody has written in between.',
  ],
  exit: 0,
  means: 'written, read again, and healthy',
};

export const AFTER_REPAIR: Scene = {
  args: ['verify', '--all'],
  seen: ['Everything again: nothing is broken any more.'],
  exit: 0,
  means: 'nothing is broken',
};
