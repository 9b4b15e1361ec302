/** What `--help` and the man page say beyond the options: examples, and what the exit codes mean for this verb. */

import { VERIFY_FORMATS } from '../commands/verify/formats/formats.ts';

export interface HelpText {
  /** What to type, and why; together they fit 80 columns. */
  readonly examples: readonly (readonly [command: string, why: string])[];
  /** Beside 0 (done), 2 (wrong usage) and 3 (etcd could not be asked), which every verb has. */
  readonly exitCodes?: readonly (readonly [code: string, when: string])[];
  readonly notes?: string;
}

const FORMATS = Object.entries(VERIFY_FORMATS)
  .map(([name, { about }]) => `${name}, ${about}`)
  .join('; ');

const NAMING =
  'A resource is named by its ID, a prefix of it (4 characters or more), ports/ID, port:ID, a full key, ' +
  'or - for names on standard input, one a line.';

const NO_SUCH = ['4', 'no such resource, or the name fits several'] as const;

/** Without a verb. */
export const OVERVIEW: HelpText = {
  notes: `${NAMING} "esi-state VERB --help" has the options of a verb, and examples.`,
  examples: [
    ['esi-state --endpoints etcd1:2379,etcd2:2379 show ddc14be4', 'one resource'],
    ['esi-state --context prod verify --all', 'is anything broken?'],
    ['esi-state repair ports/ddc14be4 --dry-run', 'what would be done'],
  ],
  exitCodes: [
    ['0', 'done'],
    ['1', 'findings'],
    ['2', 'wrong usage or configuration; nothing was read'],
    ['3', 'no verdict: etcd was not to be asked, nothing was found, or output lost'],
    ['4', 'no such resource, or the name fits several'],
    ['5', 'a repair was refused, declined, or lost the race; nothing was written'],
    ['6', 'a write was sent and what became of it is not known'],
    ['129', 'hung up (SSH lost); what was under way is finished or was not begun'],
    ['130', 'Ctrl-C, the same; a second one leaves at once'],
    ['141', 'who read standard output went away before all was written'],
    ['143', 'SIGTERM, as 129'],
  ],
};

export const HELP_TEXTS: Readonly<Record<string, HelpText>> = {
  show: {
    notes: `${NAMING} Exit code 0 for a broken resource too: it was shown.`,
    examples: [
      ['esi-state show ddc14be4', 'by the beginning of its ID'],
      ['esi-state show ports/ddc14be4 --full', 'no value cut short'],
      ['esi-state show ddc14be4 --raw', 'the bytes as they are stored'],
      ['esi-state show ddc14be4 -o json | jq .verdict', ''],
    ],
    exitCodes: [NO_SUCH],
  },
  verify: {
    examples: [
      ['esi-state verify --all', 'all, at one revision'],
      ['esi-state verify ports/ subnets/ddc14be4', 'all of a type, and one more'],
      ['esi-state verify --all --fail-on warning', 'exit 1 for warnings too'],
      ['esi-state verify --all --since /var/lib/esi-state/last.json', ''],
      ['esi-state verify --all -o json | jq .summary', ''],
      ['esi-state verify --all -o baseline > known', 'then write the reasons, and'],
      ['esi-state verify --all --baseline known --quiet', 'only what is new'],
      ['esi-state verify --all -o prometheus --output esi-state.prom', ''],
      ['esi-state verify --all -o nagios --warning 0 --critical 10', ''],
    ],
    exitCodes: [['1', 'findings at or above --fail-on, beyond the baseline'], NO_SUCH],
    notes: `Formats: ${FORMATS}. With nagios the exit codes are 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.`,
  },
  repair: {
    notes:
      'Without --yes it shows the plan and asks; without a terminal it only plans, and exits 5 if ' +
      'something would be written.',
    examples: [
      ['esi-state repair ddc14be4 --dry-run', 'what would be done, and why'],
      ['esi-state repair ddc14be4 --reason INC-4711', 'asks, then writes'],
      ['esi-state repair ddc14be4 --yes=prod', 'asks nothing, in context prod'],
      ['esi-state repair ddc14be4 --from heat_stacks --stage state', ''],
      ['esi-state repair --all --type ports --limit 5', 'the first five'],
      ['esi-state repair --all --plan-out plan.json', 'to be looked at first'],
      ['esi-state repair --apply plan.json', 'exactly that'],
    ],
    exitCodes: [
      NO_SUCH,
      ['5', 'refused, declined, or lost the race; nothing was written for it'],
      ['6', 'what became of a write is not known, or it did not verify'],
    ],
  },
  undo: {
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
  },
  journal: {
    notes: 'Only --resolve asks etcd, and only reads; with --as it does not.',
    examples: [
      ['esi-state journal', 'past repairs, oldest first'],
      ['esi-state journal 7f3a', 'one of them, with all that it wrote'],
      ['esi-state journal --resolve', 'what became of unknown outcomes'],
      ['esi-state journal --resolve 7f3a --as not_written', ''],
      ["esi-state journal -o json | jq -r '.entries[-1].id'", ''],
    ],
    exitCodes: [['6', 'after --resolve: an outcome is still unknown']],
  },
  ping: {
    notes:
      'Writes nothing. Exit code 0 while all can be read that a verdict needs: one member of three may be down, ' +
      'and a right to write may be missing. Else 3.',
    examples: [
      ['esi-state ping', 'each endpoint, and what the user may do'],
      ['esi-state ping --count', 'how many keys each prefix has, too'],
      ['esi-state ping -o json | jq .verdict', 'ok, degraded or unusable'],
    ],
  },
  rules: {
    notes: 'Reads no etcd.',
    examples: [
      ['esi-state rules', 'all of them, with their severities'],
      ['esi-state rules outputs-differ', 'one, with examples'],
    ],
  },
  config: {
    notes: 'Secrets are told as set, not shown.',
    examples: [
      ['esi-state config', 'what is in force here'],
      ['esi-state --context prod config', 'what would be, for that cluster'],
      ['esi-state config -o json | jq .', ''],
    ],
  },
  completion: {
    notes:
      'Commands, options and their choices, rules, contexts of the configuration, and types of resources as ' +
      'etcd has them. Types are left out where etcd takes longer than a second to answer. zsh: behind compinit.',
    examples: [
      ['source <(esi-state completion bash)', 'in ~/.bashrc'],
      ['source <(esi-state completion zsh)', 'in ~/.zshrc'],
      ['esi-state completion fish > ~/.config/fish/completions/esi-state.fish', ''],
    ],
  },
};
