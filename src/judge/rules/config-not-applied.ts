import { configAhead, jobAtWork, unpublished } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const configNotApplied: Rule = {
  id: 'config-not-applied',
  severity: 'warning',
  holds: '`/config` ahead of state with no job at work was not already so at the previous `--since` run',
  meaning: 'A new version was asked for, and at two runs nobody was at work on it.',
  why: 'The job manager may be down or have lost the request; the customer waits for the update.',
  repair: 'Not by this tool: check the job manager; another update through the API asks again.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    {
      title: 'applied',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 1,
      aheadBefore: true,
      finds: [],
    },
    {
      title: 'seen for the first time',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      finds: [],
    },
    {
      title: 'a job is at work',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      jobs: ['all', 'working'],
      aheadBefore: true,
      finds: [],
    },
    {
      title: "still ahead, and only a dead job's key is left",
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      jobs: ['all'],
      aheadBefore: true,
      finds: ['/version'],
    },
    {
      title: 'still ahead',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      aheadBefore: true,
      finds: ['/version'],
    },
  ],
  check: (resource) => {
    const { config, snapshot, state: published } = resource;
    const waits = configAhead(resource) && !jobAtWork(resource) && unpublished(resource) === undefined;
    if (!waits || snapshot.configAheadBefore !== true) return [];
    return [
      {
        stages: ['state'],
        path: '/version',
        message: `/config has been at ${config?.version} since the previous run, state is at ${published?.version}, and no job is at work`,
        expected: String(config?.version),
        actual: String(published?.version),
      },
    ];
  },
};
