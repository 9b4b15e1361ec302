import { PLAIN_FORMATS, type Verb } from '../verb.ts';

export const CONFIG: Verb = {
  name: 'config',
  summary: 'the settings in force and where each came from; asks etcd nothing',
  formats: PLAIN_FORMATS,
  notes: 'Secrets are told as set, not shown.',
  examples: [
    ['esi-state config', 'what is in force here'],
    ['esi-state --context prod config', 'what would be, for that cluster'],
    ['esi-state config -o json | jq .', ''],
  ],
  run: async (_words, flags, terminal) => {
    const { runConfig } = await import('./run.ts');
    return runConfig(flags, terminal);
  },
};
