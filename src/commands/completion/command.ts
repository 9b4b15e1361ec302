import { PLAIN_FORMATS, type Verb } from '../verb.ts';
import type { Shell } from './scripts.ts';

export const COMPLETION: Verb = {
  name: 'completion',
  summary: 'the script that completes command lines of this tool',
  argument: { form: '<shell>', about: 'yours', choices: ['bash', 'zsh', 'fish'] },
  formats: PLAIN_FORMATS,
  notes:
    'Commands, options and their choices, rules, contexts of the configuration, and types of resources as ' +
    'etcd has them. Types are left out where etcd takes longer than a second to answer. zsh: behind compinit.',
  examples: [
    ['source <(esi-state completion bash)', 'in ~/.bashrc'],
    ['source <(esi-state completion zsh)', 'in ~/.zshrc'],
    ['esi-state completion fish > ~/.config/fish/completions/esi-state.fish', ''],
  ],
  run: async ([shell]) => {
    const { SCRIPTS } = await import('./scripts.ts');
    return { output: SCRIPTS[shell as Shell], exitCode: 0 };
  },
};
