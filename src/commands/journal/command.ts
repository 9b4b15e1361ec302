import { JOURNAL_DIR } from '../../repairing/options.ts';
import { PLAIN_FORMATS, type Verb } from '../verb.ts';
import type { ReadingFlags } from './run.ts';

export const JOURNAL: Verb = {
  name: 'journal',
  summary: 'list past repairs, show one with all that it wrote, resolve unknown outcomes',
  argument: { form: '[entry or run]', about: 'the beginning of an ID is enough' },
  options: [
    {
      options: [
        JOURNAL_DIR,
        {
          form: '--resolve',
          about: 'read again what became of it, or of all whose outcome is unknown, and record that',
        },
        {
          form: '--as <outcome>',
          about: 'with --resolve and one entry: your own word for what etcd no longer tells',
          choices: ['written', 'not_written'],
        },
      ],
    },
  ],
  formats: PLAIN_FORMATS,
  notes: 'Only --resolve asks etcd, and only reads; with --as it does not.',
  examples: [
    ['esi-state journal', 'past repairs, oldest first'],
    ['esi-state journal 7f3a', 'one of them, with all that it wrote'],
    ['esi-state journal --resolve', 'what became of unknown outcomes'],
    ['esi-state journal --resolve 7f3a --as not_written', ''],
    ["esi-state journal -o json | jq -r '.entries[-1].id'", ''],
  ],
  exitCodes: [['6', 'after --resolve: an outcome is still unknown']],
  run: async ([name], flags: ReadingFlags, terminal) => {
    const { runJournal } = await import('./run.ts');
    return runJournal(name, flags, terminal);
  },
};
