import { milliseconds, positive, SETTLE, type TypedOption, ValueError } from '../../settings/typed-option.ts';
import { NO_SUCH, type Verb } from '../verb.ts';
import type { VerifyFlags } from './flags.ts';
import { VERIFY_FORMATS } from './formats/formats.ts';
import { type NagiosRange, parseRange } from './formats/nagios-range.ts';

const SCOPE: readonly TypedOption[] = [
  { form: '--all', about: 'every resource in etcd' },
  { form: '--list', about: 'list each resource, however many there are' },
  { form: '--list-all', about: 'list healthy ones too' },
  { form: '--allow-empty', about: 'with --all: no resource at all is no failure' },
  {
    form: '--fail-on <severity>',
    about: 'lowest severity for exit code 1',
    choices: ['error', 'warning', 'info'],
    usual: { value: 'error' },
  },
  { form: '--baseline <file>', about: 'known problems that may wait; -o baseline prints its lines' },
  SETTLE,
  { form: '--lock <file>', about: 'exit 3 at once where another run holds this file' },
  {
    form: '--progress <how>',
    about: 'on stderr',
    choices: ['auto', 'json', 'none'],
    usual: { value: 'auto' },
  },
];

const OUTPUT: readonly TypedOption[] = [
  { form: '--output <file>', about: 'into this file, whole or not at all, instead of standard output' },
  { form: '--quiet', about: 'print nothing where the exit code is 0' },
  { form: '--warning <range>', about: 'with -o nagios: WARNING where so many are broken', read: range },
  {
    form: '--critical <range>',
    about: 'with -o nagios: CRITICAL where so many are broken (default 0)',
    read: range,
  },
];

const PACE: readonly TypedOption[] = [
  { form: '--page-size <keys>', about: 'most keys of one page (default 5000)', read: positive(7) },
  {
    form: '--concurrency <n>',
    about: 'most reads at once, fewer while etcd is slow (default 3)',
    read: positive(7),
  },
  { form: '--rate <MiB/s>', about: 'read no faster', read: positiveNumber },
  {
    form: '--max-duration <duration>',
    about: 'stop after this, with exit 3 and what was not looked at',
    read: milliseconds,
  },
];

const SINCE: readonly TypedOption[] = [
  {
    form: '--since <file>',
    about: 'with --all: look only at what may have changed since the last run with this file, and update it',
  },
  {
    form: '--min-age <duration>',
    about: 'with --since: errors first seen less long ago are warnings',
    read: milliseconds,
  },
  {
    form: '--max-in-flight <duration>',
    about: 'with --since: warn of longer flights',
    read: milliseconds,
  },
];

const FORMATS = Object.entries(VERIFY_FORMATS)
  .map(([name, { about }]) => `${name}, ${about}`)
  .join('; ');

export const VERIFY: Verb = {
  name: 'verify',
  summary: 'check resources; list what is not healthy',
  argument: { form: '[name...]', about: 'resources; ports/ is all of a type' },
  options: [
    { options: SCOPE },
    { heading: 'Output:', options: OUTPUT },
    { heading: 'Pace (with --all):', options: PACE },
    { heading: 'Since the last run:', options: SINCE },
  ],
  formats: Object.keys(VERIFY_FORMATS),
  notes: `Formats: ${FORMATS}. With nagios the exit codes are 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.`,
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
  run: async (names, flags: VerifyFlags, terminal) => {
    const { runVerify } = await import('./run.ts');
    return runVerify(names, flags, terminal);
  },
};

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new ValueError('It is a positive number.');
  return value;
}

function range(text: string): NagiosRange {
  const parsed = parseRange(text);
  if (parsed === undefined)
    throw new ValueError('Write 10 (more than ten), 10:20 (outside) or @10:20 (inside).');
  return parsed;
}
