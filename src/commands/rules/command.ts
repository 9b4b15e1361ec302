import { PLAIN_FORMATS, type Verb } from '../verb.ts';

export const RULES_VERB: Verb = {
  name: 'rules',
  summary: 'what is checked; with a rule: what it means, why it matters, how it is repaired',
  argument: { form: '[rule]', about: 'for example outputs-differ' },
  formats: PLAIN_FORMATS,
  notes: 'Reads no etcd.',
  examples: [
    ['esi-state rules', 'all of them, with their severities'],
    ['esi-state rules outputs-differ', 'one, with examples'],
  ],
  run: async ([rule], flags, terminal) => {
    const { runRules } = await import('./run.ts');
    return runRules(rule, flags, terminal);
  },
};
