/** The options that every verb has. */
import { VERBS } from '../commands/verbs.ts';
import { COLOUR_CHOICES } from '../drawing/screen.ts';
import { addUp, collect, type OptionGroup, type TypedOption } from '../settings/typed-option.ts';

const CONNECTION: readonly TypedOption[] = [
  {
    form: '--endpoints <list>',
    about: 'etcd endpoints, with commas between; repeatable ($ETCDCTL_ENDPOINTS; default 127.0.0.1:2379)',
    read: addUp,
  },
  {
    form: '--discovery-srv <domain>',
    about: "find endpoints by this domain's SRV records ($ETCDCTL_DISCOVERY_SRV)",
  },
  {
    form: '--discovery-srv-name <name>',
    about: 'suffix of the service in them ($ETCDCTL_DISCOVERY_SRV_NAME)',
  },
  { form: '--cacert <file>', about: "authorities to trust for etcd's certificate ($ETCDCTL_CACERT)" },
  { form: '--cert <file>', about: 'client certificate ($ETCDCTL_CERT)' },
  { form: '--key <file>', about: 'its key ($ETCDCTL_KEY)' },
  {
    form: '--user <name[:password]>',
    about: 'etcd user ($ETCDCTL_USER); a terminal is asked for the password',
  },
  { form: '--password <text>', about: 'its password; rather use $ETCDCTL_PASSWORD or a file' },
  {
    form: '--password-file <file>',
    about: 'file that holds the password ($ETCDCTL_PASSWORD_FILE)',
  },
  {
    form: '--dial-timeout <duration>',
    about: 'limit of one attempt to connect ($ETCDCTL_DIAL_TIMEOUT; default 2s)',
  },
  {
    form: '--command-timeout <duration>',
    about: 'limit of one request with its retries ($ETCDCTL_COMMAND_TIMEOUT; default 5s)',
  },
];

/** Each is taken with `=false` too (`equals-sign.ts`). */
export const SWITCHES: readonly TypedOption[] = [
  {
    form: '--insecure-skip-tls-verify',
    about: "do not check etcd's certificate ($ETCDCTL_INSECURE_SKIP_TLS_VERIFY)",
  },
  {
    form: '--insecure-discovery',
    about:
      '=false takes only SRV records of TLS, and checks certificates for the domain ($ETCDCTL_INSECURE_DISCOVERY)',
  },
  {
    form: '--insecure-transport',
    about: '=false uses TLS for endpoints without a scheme ($ETCDCTL_INSECURE_TRANSPORT)',
  },
];

const OUTPUT: readonly TypedOption[] = [
  {
    form: '--prefix <area=path>',
    about: 'where heat_stacks, job_state, state, config or jobs lie; repeatable',
    read: collect,
  },
  {
    form: '--config <file>',
    about: 'contexts, severities, known words ($ESI_STATE_CONFIG; default ~/.config/esi-state/config.yaml)',
  },
  {
    form: '--context <name>',
    about: "which of its contexts; beats $ETCDCTL_* ($ESI_STATE_CONTEXT; default the file's current-context)",
  },
  {
    form: '--clock-dir <folder>',
    about:
      'where times of revisions are noted ($ESI_STATE_CLOCK_DIR; default $XDG_STATE_HOME/esi-state/clock)',
  },
  {
    form: '-o, --format <name>',
    about: formatsInWords(),
    choices: [...new Set(VERBS.flatMap(({ formats }) => formats))].sort(byFirstUse),
    usual: { value: 'table' },
  },
  {
    form: '--color <when>',
    about: 'colours; beats $NO_COLOR and $FORCE_COLOR',
    choices: COLOUR_CHOICES,
    usual: { value: 'auto' },
  },
  {
    form: '--reveal',
    about: 'show secrets: passwords, tokens, private keys; without it they are masked',
  },
  { form: '--debug', about: 'add the stack to errors' },
];

export const COMMON: readonly OptionGroup[] = [
  {
    heading: 'Connection:',
    options: [...CONNECTION, ...SWITCHES.flatMap((one) => [one, negation(one)])],
  },
  { heading: 'Settings and output:', options: OUTPUT },
];

function negation({ form }: TypedOption): TypedOption {
  return { form: form.replace('--', '--no-'), hidden: true };
}

/** `output; nagios is verify's`: what not all verbs have. */
function formatsInWords(): string {
  const special = VERBS.flatMap(({ name, formats }) => {
    const own = formats.filter((format) => !VERBS.every((verb) => verb.formats.includes(format)));
    return own.length === 0 ? [] : [`${own.join(', ')} ${own.length > 1 ? 'are' : 'is'} ${name}'s`];
  });
  return ['output', ...special].join('; ');
}

/** Those that all verbs have come first. */
function byFirstUse(a: string, b: string): number {
  const uses = (format: string) => VERBS.filter(({ formats }) => formats.includes(format)).length;
  return uses(b) - uses(a);
}
