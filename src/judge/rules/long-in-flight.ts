import { evidenceOf } from '../evidence.ts';
import { isHeld } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

const SINCE = '2026-03-01T04:05:06.000Z';

export const longInFlight: Rule = {
  id: 'long-in-flight',
  severity: 'warning',
  holds: 'no job has been queued, or at work, for longer than `--max-in-flight` by runs with `--since`',
  meaning:
    'The same job has been in a queue, or held by a worker, at run after run. (What nobody holds is `unheld-job`, and a `/config` without a job `config-not-applied`.)',
  why: 'While a job is at work the stages may disagree: one that never ends hides what is wrong with them for good.',
  repair: 'Not by this tool: look at the workers and the job manager.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    {
      title: 'in flight for a while, as jobs are',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      jobs: ['all', 'working'],
      finds: [],
    },
    {
      title: 'in flight for longer than was allowed',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      jobs: ['all', 'working'],
      overdueSince: SINCE,
      finds: [''],
    },
    {
      title: 'only the key of a job is left',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 1,
      jobs: ['all'],
      overdueSince: SINCE,
      finds: [],
    },
  ],
  check: (resource) => {
    const { overdueSince } = resource.snapshot;
    const held = evidenceOf(resource).find(isHeld);
    if (overdueSince === undefined || held === undefined) return [];
    const message = `in flight since ${overdueSince} or longer: ${held.text}`;
    return [{ stages: [], path: '', message, expected: null, actual: null }];
  },
};
