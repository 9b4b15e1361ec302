import { WRITING } from '../../repairing/options.ts';
import type { WritingFlags } from '../../repairing/session.ts';
import { PLAIN_FORMATS, type Verb } from '../verb.ts';

export const UNDO: Verb = {
  name: 'undo',
  summary: 'take a repair, or a whole run of them, back',
  argument: { form: '<entry or run>', about: 'as the journal lists it; the beginning of an ID is enough' },
  options: [{ options: WRITING }],
  formats: PLAIN_FORMATS,
  notes: 'The stages must still be as the repair left them; else it is refused.',
  examples: [
    ['esi-state journal', 'which entries there are'],
    ['esi-state undo 7f3a --dry-run', 'what it would put back'],
    ['esi-state undo 7f3a', 'asks, then writes'],
  ],
  exitCodes: [
    ['5', 'refused, declined, or lost the race; nothing was written'],
    ['6', 'what became of a write is not known'],
  ],
  run: async ([name = ''], flags: WritingFlags, terminal) => {
    const { runUndo } = await import('./undo.ts');
    return runUndo(name, flags, terminal);
  },
};
