import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

const SINCE = '2026-03-01T04:05:06.000Z';

export const longInFlight: Rule = {
  id: 'long-in-flight',
  severity: 'warning',
  holds:
    'no job, and no queued `/config`, has been seen for longer than `--max-in-flight` by runs with `--since`',
  meaning: 'The same job, or the same request without a job, has been there at run after run.',
  why: 'While a job is in flight nothing else about the resource is judged: one that never ends hides it for good.',
  repair:
    'Not by this tool: look at the worker and the job manager; a job that is surely dead can be named with --dead-job.',
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
  ],
  check: (resource) => {
    const { overdueSince } = resource.snapshot;
    const [flight] = evidenceOf(resource);
    if (overdueSince === undefined || flight === undefined) return [];
    const message = `in flight since ${overdueSince} or longer: ${flight.text}`;
    return [{ stages: [], path: '', message, expected: null, actual: null }];
  },
};
