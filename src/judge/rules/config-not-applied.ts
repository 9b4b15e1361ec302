import { configAhead, unpublished } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const configNotApplied: Rule = {
  id: 'config-not-applied',
  severity: 'warning',
  holds: '`/config` ahead of state with no job was not already so at the previous `--since` run',
  meaning: 'A new version was asked for, and from one run to the next no job has been made of it.',
  why: 'The job manager may be down or have lost the request; the customer waits for the update.',
  repair: 'Not by this tool: check the job manager; another update through the API asks again.',
  waitsForJob: true,
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
      title: 'still ahead',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      aheadBefore: true,
      finds: ['/version'],
    },
  ],
  check: (resource) => {
    const { config, snapshot, state: published } = resource;
    const waits = configAhead(resource) && snapshot.jobs.length === 0 && unpublished(resource) === undefined;
    if (!waits || snapshot.configAheadBefore !== true) return [];
    return [
      {
        stages: ['state'],
        path: '/version',
        message: `/config has been at ${config?.version} since the previous run, state is at ${published?.version}, and there is no job`,
        expected: String(config?.version),
        actual: String(published?.version),
      },
    ];
  },
};
