import { VERDICTS, type Verdict } from '../../judge/finding.ts';
import { type TypedOption, ValueError } from '../../settings/typed-option.ts';
import { closest } from '../../spelling.ts';
import { NAMING, NO_SUCH, PLAIN_FORMATS, type Verb } from '../verb.ts';
import type { ListFlags } from './run.ts';

const OPTIONS: readonly TypedOption[] = [
  {
    form: '--match <text>',
    about: "what stands somewhere in it: ID, outputs' keys and values, /config's body; no regard to case",
    read: text,
  },
  { form: '--verdict <verdict>', about: `${VERDICTS.join(', ')}; several with commas`, read: verdicts },
  { form: '--tenant <id>', about: "a tenant's ID or the beginning of one", read: text },
  { form: '--allow-empty', about: 'no resource at all is no failure' },
];

export const LIST: Verb = {
  name: 'list',
  summary: 'one row a resource; finds what a ticket names: a MAC, an address, a name',
  argument: { form: '[name...]', about: 'resources; ports/ is all of a type; none: everything' },
  options: [{ options: OPTIONS }],
  formats: [...PLAIN_FORMATS, 'name'],
  notes:
    `${NAMING} The verdict is that of one look; verify takes a second one. Secrets are neither shown nor found ` +
    'without --reveal. -o name prints a full name a line, which every command takes from -. That nothing matches ' +
    'is an answer too: exit code 0, and no row.',
  examples: [
    ['esi-state list --match fa:16:3e:70:33:f3', 'whose address is it?'],
    ['esi-state list ports/ --verdict broken', 'of one type'],
    ['esi-state list --tenant fe3a4a1a -o json | jq .resources', ''],
    ['esi-state list --verdict broken -o name | esi-state show -', ''],
  ],
  exitCodes: [NO_SUCH],
  run: async (names, flags: ListFlags, terminal) => {
    const { runList } = await import('./run.ts');
    return runList(names, flags, terminal);
  },
};

function text(typed: string): string {
  if (typed.trim() === '') throw new ValueError('It is a text to look for.');
  return typed;
}

function verdicts(typed: string, before: readonly Verdict[] = []): Verdict[] {
  return [...before, ...typed.split(',').map(verdict)];
}

function verdict(typed: string): Verdict {
  const word = typed.trim().toLowerCase().replace(/[ -]/g, '_');
  const known = VERDICTS.find((one) => one === word);
  if (known !== undefined) return known;
  const near = closest(word, VERDICTS);
  const meant = near.length === 0 ? '' : ` (Did you mean ${near.join(' or ')}?)`;
  throw new ValueError(`Verdicts are ${VERDICTS.join(', ')}.${meant}`);
}
