/** Options of the verbs that write, or read what was written. */
import type { TypedOption } from '../settings/typed-option.ts';

/** `--yes=NAME` as commander gets it: it would take the next word for the value of an optional one. */
export const YES_TO = '--yes-to';

export const JOURNAL_DIR: TypedOption = {
  form: '--journal-dir <folder>',
  about: 'where the journal lies (default $XDG_STATE_HOME/esi-state/journal)',
};

export const WRITING: readonly TypedOption[] = [
  { form: '--dry-run', about: 'only plan' },
  // In `--yes ports/1` the word is a resource; only `--yes=NAME` names a context.
  { form: '--yes', about: 'do not ask; a protected context takes --yes=NAME only' },
  { form: `${YES_TO} <context>`, hidden: true },
  JOURNAL_DIR,
  { form: '--bytes', about: 'show the stored bytes that change, too' },
  {
    form: '--allow-empty',
    about: 'no key under the jobs prefix is right, even where /config is empty too',
  },
  { form: '--reason <text>', about: 'why, for the journal' },
];
