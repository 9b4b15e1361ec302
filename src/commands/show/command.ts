import { SETTLE } from '../../settings/typed-option.ts';
import { NAMING, NO_SUCH, PLAIN_FORMATS, type Verb } from '../verb.ts';
import type { ShowFlags } from './run.ts';

export const SHOW: Verb = {
  name: 'show',
  summary: 'the three stages side by side, what differs, what is going on, and what to type next',
  argument: { form: '<name...>', about: 'resources' },
  options: [
    {
      options: [
        { form: '--full', about: 'show every value whole' },
        { form: '--raw', about: 'print each stored key and its bytes' },
        SETTLE,
      ],
    },
  ],
  formats: PLAIN_FORMATS,
  notes: `${NAMING} Exit code 0 for a broken resource too: it was shown.`,
  examples: [
    ['esi-state show ddc14be4', 'by the beginning of its ID'],
    ['esi-state show ports/ddc14be4 --full', 'no value cut short'],
    ['esi-state show ddc14be4 --raw', 'the bytes as they are stored'],
    ['esi-state show ddc14be4 -o json | jq .verdict', ''],
  ],
  exitCodes: [NO_SUCH],
  run: async (names, flags: ShowFlags, terminal) => {
    const { runShow } = await import('./run.ts');
    return runShow(names, flags, terminal);
  },
};
