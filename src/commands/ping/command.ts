import { PLAIN_FORMATS, type Verb } from '../verb.ts';
import type { PingFlags } from './run.ts';

export const PING: Verb = {
  name: 'ping',
  summary: 'each endpoint: version, leader, revision, time of a read; what may be read and written',
  options: [{ options: [{ form: '--count', about: 'count the keys of each prefix' }] }],
  formats: PLAIN_FORMATS,
  notes:
    'Writes nothing. Exit code 0 while all can be read that a verdict needs: one member of three may be down, ' +
    'and a right to write may be missing. Else 3.',
  examples: [
    ['esi-state ping', 'each endpoint, and what the user may do'],
    ['esi-state ping --count', 'how many keys each prefix has, too'],
    ['esi-state ping -o json | jq .verdict', 'ok, degraded or unusable'],
  ],
  run: async (_words, flags: PingFlags, terminal) => {
    const { runPing } = await import('./run.ts');
    return runPing(flags, terminal);
  },
};
