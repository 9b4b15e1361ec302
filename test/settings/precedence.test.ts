/** Which of flag, environment, context and default wins, for every combination. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../src/errors.ts';
import type { Context } from '../../src/settings/contexts.ts';
import {
  environmentName,
  fileKey,
  SETTING_NAMES,
  type SettingName,
  SWITCHES,
} from '../../src/settings/layers.ts';
import { resolveSettings, type Settings } from '../../src/settings/settings.ts';
import type { ConnectionSettings } from '../../src/store/etcd/settings.ts';
import { cases } from '../support/run/cases.ts';
import { NO_FILE } from '../support/run/config-file.ts';

type Texts = Partial<Record<SettingName, string>>;

interface Combination {
  readonly flags: Texts;
  readonly env: Texts;
  readonly file: Texts;
  /** How the context is named; undefined: there is none. */
  readonly by: 'flag' | 'variable' | 'current' | undefined;
}

const CREDENTIALS = ['user', 'password', 'passwordFile', 'cert', 'key'] as const;
const OF_ITS_ENDPOINTS = [...CREDENTIALS, 'insecureSkipTlsVerify'] as const;

function contextOf(values: Texts): Context {
  return {
    ...{ name: 'prod', origin: '/c.yaml: contexts.prod', passwordKey: 'password' },
    ...{ values, prefixes: {}, protected: false },
  };
}

function resolve({ flags, env, file, by }: Combination): Settings {
  const typed = Object.entries(flags).map(([name, text]) => [
    name,
    SWITCHES.has(name as SettingName) ? text === 'true' : text,
  ]);
  const variables = Object.entries(env).map(([name, text]) => [environmentName(name as SettingName), text]);
  const contexts = by === undefined ? [] : [contextOf(file)];
  return resolveSettings(
    {
      ...Object.fromEntries(typed),
      ...(by === 'flag' ? { context: 'prod' } : {}),
    },
    { ...Object.fromEntries(variables), ...(by === 'variable' ? { ESI_STATE_CONTEXT: 'prod' } : {}) },
    { ...NO_FILE, path: '/c.yaml', contexts, ...(by === 'current' ? { currentContext: 'prod' } : {}) },
  );
}

/** Each value tells its layer. Timeouts differ, so that they tell it too. */
function textsOf(layer: string, seconds: number): Readonly<Record<SettingName, string>> {
  return {
    endpoints: `https://${layer}:1`,
    ...{ discoverySrv: `${layer}.example`, discoverySrvName: `name-${layer}` },
    ...{ insecureDiscovery: 'false', insecureTransport: 'false' },
    ...{ cacert: `/${layer}/ca`, cert: `/${layer}/cert`, key: `/${layer}/key` },
    ...{ user: `user-${layer}`, password: `pw-${layer}`, passwordFile: `/${layer}/pw` },
    ...{ dialTimeout: `${seconds}s`, commandTimeout: `${seconds}m`, insecureSkipTlsVerify: 'true' },
  };
}

function someOf(layer: string, seconds: number): fc.Arbitrary<Texts> {
  const all = textsOf(layer, seconds);
  return fc.subarray(SETTING_NAMES).map((names) => {
    const chosen = names.filter((name) => name !== 'passwordFile' || !names.includes('password'));
    return Object.fromEntries(chosen.map((name) => [name, all[name]]));
  });
}

/** What the file's reader lets through. */
function isContext(file: Texts): boolean {
  const has = (name: SettingName) => file[name] !== undefined;
  if ((has('password') || has('passwordFile')) && !has('user')) return false;
  if (has('cert') !== has('key') || (has('discoverySrvName') && !has('discoverySrv'))) return false;
  return has('endpoints') || has('discoverySrv') || OF_ITS_ENDPOINTS.every((name) => !has(name));
}

const combinations: fc.Arbitrary<Combination> = fc.record({
  flags: someOf('flag', 1),
  env: someOf('env', 2),
  file: someOf('file', 3).filter(isContext),
  by: fc.constantFrom('flag', 'variable', 'current', undefined),
});

/** Holds for each combination that has settings at all. */
function always(holds: (settings: Settings, of: Combination) => void): void {
  fc.assert(
    fc.property(combinations, (of) => {
      let settings: Settings;
      try {
        settings = resolve(of);
      } catch (error) {
        // The one combination that is wrong: a typed password, and nobody whose it could be.
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /^--password(-file)? is given without a user$/);
        assert.equal(of.flags.user, undefined);
        return;
      }
      holds(settings, of);
    }),
    { numRuns: cases(3000) },
  );
}

const layerOf = (text: string | undefined) => /(flag|env|file)/.exec(text ?? '')?.[1];
/** Where the endpoints come from; a name from above the domain's layer makes it another cluster. */
const endpointsFrom = ({ endpoints, discovery }: ConnectionSettings) => {
  const ranks = ['flag', 'env', 'file'];
  const found = [layerOf(endpoints[0]), layerOf(discovery?.domain), layerOf(discovery?.name)];
  if (found[1] !== 'file') return found[0] ?? found[1] ?? 'default';
  return ranks.find((layer) => layer === found[2]) ?? 'file';
};
const texts = ({ user, password, passwordFile, cert, key, cacert }: ConnectionSettings) =>
  [user, password, passwordFile, cert, key, cacert].filter((text) => text !== undefined);
const isPresent = ({ by }: Combination) => by !== undefined;

/** The first layer with endpoints or a domain decides, and the domain within it. */
function assertLeads({ endpoints, discovery }: ConnectionSettings, order: readonly Texts[]): void {
  const leads = order.find((layer) => layer.endpoints ?? layer.discoverySrv) ?? {};
  assert.equal(discovery?.domain, leads.discoverySrv);
  const listed = leads.endpoints ?? '127.0.0.1:2379';
  assert.deepEqual(endpoints, leads.discoverySrv === undefined ? [listed] : []);
}

describe('whatever is set where', () => {
  it('endpoints, authorities and timeouts come from the first that has them', () =>
    always(({ connection }, of) => {
      const file = isPresent(of) ? of.file : {};
      const order = of.by === 'flag' ? [of.flags, file, of.env] : [of.flags, of.env, file];
      const first = (name: SettingName) => order.find((layer) => layer[name] !== undefined)?.[name];
      assertLeads(connection, order);
      assert.equal(connection.dialTimeoutMs, Number(first('dialTimeout')?.slice(0, -1) ?? 2) * 1000);
      assert.equal(
        connection.commandTimeoutMs,
        Number(first('commandTimeout')?.slice(0, -1) ?? 5 / 60) * 60_000,
      );
      const alone = of.by === 'flag' && endpointsFrom(connection) === 'file';
      const cacert = alone ? (of.flags.cacert ?? file.cacert) : first('cacert');
      assert.equal(connection.cacert, cacert);
    }));

  it("a context's credentials go to its own endpoints only", () =>
    always(({ connection }, of) => {
      if (endpointsFrom(connection) === 'file') return;
      for (const text of texts({ ...connection, cacert: '' })) assert.notEqual(layerOf(text), 'file');
      const skip = of.flags.insecureSkipTlsVerify ?? of.env.insecureSkipTlsVerify;
      assert.equal(connection.insecureSkipTlsVerify, skip === 'true');
    }));

  it('that it has other endpoints is said, once, and what is kept back from them', () =>
    always(({ connection, notes }, of) => {
      const said = notes.filter((note) => note.includes('not from context prod'));
      const foreign = isPresent(of) && endpointsFrom(connection) !== 'file';
      const kept = OF_ITS_ENDPOINTS.filter((name) => foreign && of.file[name] !== undefined);
      assert.equal(said.length, foreign && (of.file.endpoints ?? of.file.discoverySrv) !== undefined ? 1 : 0);
      for (const name of kept) assert.match(said[0] ?? '', new RegExp(`\\b${fileKey(name)}\\b`));
    }));

  it("a context's password is its user's, its key its certificate's", () =>
    always(({ connection }) => {
      const { user, password, passwordFile, cert, key } = connection;
      if (layerOf(password ?? passwordFile) === 'file') assert.equal(layerOf(user), 'file');
      if (layerOf(cert) === 'file') assert.equal(layerOf(key), 'file');
      if (layerOf(key) === 'file') assert.equal(layerOf(cert), 'file');
    }));

  it('of a typed context with endpoints the environment changes nothing but a missing password', () =>
    always(({ connection }, of) => {
      if (of.by !== 'flag' || endpointsFrom(connection) !== 'file') return;
      const { password, passwordFile, ...rest } = connection;
      for (const text of texts(rest)) assert.notEqual(layerOf(text), 'env');
      const skip = of.flags.insecureSkipTlsVerify ?? of.file.insecureSkipTlsVerify;
      assert.equal(connection.insecureSkipTlsVerify, skip === 'true');
      if (layerOf(password ?? passwordFile) === 'env') assert.equal(of.env.user, undefined);
    }));

  const ignored = ({ notes }: Settings) => notes.filter((note) => note.startsWith('--context was typed'));
  const names = (notes: readonly string[], name: SettingName) =>
    new RegExp(`\\b${environmentName(name)}\\b`).test(notes.join());
  const isLost = ({ flags, env, file }: Combination, name: SettingName) =>
    env[name] !== undefined && flags[name] === undefined && file[name] !== undefined;

  it('what a typed context beats is said, and nothing that is in force or that a flag beats', () =>
    always((settings, of) => {
      const said = ignored(settings);
      assert.ok(said.length <= (of.by === 'flag' ? 1 : 0));
      for (const name of SETTING_NAMES) {
        const used = texts(settings.connection).includes(of.env[name] ?? '');
        if (of.env[name] === undefined || of.flags[name] !== undefined || used)
          assert.ok(!names(said, name), `${name} is said`);
      }
    }));

  it('no variable that it beats is passed over silently', () =>
    always((settings, of) => {
      if (of.by !== 'flag' || endpointsFrom(settings.connection) !== 'file') return;
      for (const name of ['cacert', 'user', 'dialTimeout', 'insecureTransport'] as const)
        if (isLost(of, name)) assert.ok(names(ignored(settings), name), `${name} was lost silently`);
    }));

  it('a context that is not typed changes nothing that a flag or a variable says', () =>
    always(({ connection }, of) => {
      if (of.by === 'flag') return;
      for (const name of ['user', 'cacert', 'cert', 'key'] as const)
        assert.equal(
          connection[name] ?? '',
          of.flags[name] ?? of.env[name] ?? (layerOf(connection[name]) === 'file' ? connection[name] : ''),
        );
    }));

  it('without a context it is as if there were no file', () =>
    always((settings, of) => {
      if (isPresent(of)) return;
      assert.ok(settings.notes.every((note) => / is given: \S+ is not used$/.test(note)));
      for (const text of texts(settings.connection)) assert.notEqual(layerOf(text), 'file');
    }));
});

describe('discovery', () => {
  const settings = (flags: Texts, env: Texts, file: Texts = {}, by: Combination['by'] = undefined) =>
    resolve({ flags, env, file, by });
  const told = ({ connection, notes }: Settings) => [
    connection.endpoints.join() || `${connection.discovery?.name ?? ''}@${connection.discovery?.domain}`,
    connection.user,
    notes.join('; '),
  ];
  const ENV = { discoverySrv: 'env.example', endpoints: 'env:1' };
  const FILE = { discoverySrv: 'file.example', discoverySrvName: 'file', user: 'operator', password: 'pw' };
  const NOT_ITS = 'not from context prod: its user and password are not used';

  it('wins in its own layer, and endpoints that are typed over that of the environment', () => {
    assert.deepEqual(told(settings({}, ENV)), [
      ...['@env.example', undefined, 'ETCDCTL_DISCOVERY_SRV is given: ETCDCTL_ENDPOINTS is not used'],
    ]);
    assert.deepEqual(told(settings({ endpoints: 'flag:1' }, ENV)), [
      ...['flag:1', undefined, '--endpoints is given: ETCDCTL_DISCOVERY_SRV is not used'],
    ]);
    assert.deepEqual(told(settings({ discoverySrv: 'flag.example' }, ENV)), ['@flag.example', undefined, '']);
    assert.deepEqual(told(settings({ discoverySrv: 'flag.example', endpoints: 'flag:1' }, {})), [
      ...['@flag.example', undefined, '--discovery-srv is given: --endpoints is not used'],
    ]);
    const mixed = settings({ discoverySrv: 'flag.example' }, { discoverySrvName: 'env' });
    assert.deepEqual(told(mixed), ['env@flag.example', undefined, '']);
  });

  it("of a context brings its credentials to that context's own name in that domain only", () => {
    assert.deepEqual(told(settings({}, {}, FILE, 'current')), ['file@file.example', 'operator', '']);
    const typed = settings({}, { ...ENV, discoverySrvName: 'env' }, FILE, 'flag');
    assert.deepEqual(told(typed), [
      ...['file@file.example', 'operator'],
      '--context was typed: ETCDCTL_ENDPOINTS, ETCDCTL_DISCOVERY_SRV and ETCDCTL_DISCOVERY_SRV_NAME are ignored',
    ]);
    for (const [flags, env, by, place, origin] of [
      [{ discoverySrv: 'flag.example' }, {}, 'flag', '@flag.example', '--discovery-srv'],
      [{ discoverySrvName: 'flag' }, {}, 'flag', 'flag@file.example', '--discovery-srv-name'],
      [{ endpoints: 'flag:1' }, {}, 'flag', 'flag:1', '--endpoints'],
      [{}, { discoverySrv: 'env.example' }, 'current', '@env.example', 'ETCDCTL_DISCOVERY_SRV'],
      [{}, { discoverySrvName: 'env' }, 'current', 'env@file.example', 'ETCDCTL_DISCOVERY_SRV_NAME'],
      [{}, { endpoints: 'env:1' }, 'variable', 'env:1', 'ETCDCTL_ENDPOINTS'],
    ] as const)
      assert.deepEqual(told(settings(flags, env, FILE, by)), [
        ...[place, undefined, `the endpoints come from ${origin}, ${NOT_ITS}`],
      ]);
  });

  it('takes names of the DNS only', () => {
    for (const discoverySrv of ['', 'a b', 'a..b', '-x', 'http://a', 'a:1', '$(id)'])
      assert.throws(() => settings({ discoverySrv }, {}), /--discovery-srv .* is no name of the DNS/);
    assert.equal(settings({ discoverySrv: 'a.b.' }, {}).connection.discovery?.domain, 'a.b.');
  });
});

describe('the combinations that operators meet', () => {
  const FILE = {
    endpoints: 'https://prod:1',
    ...{ cacert: '/prod/ca', cert: '/prod/cert', key: '/prod/key' },
    ...{ user: 'operator', passwordFile: '/prod/pw' },
  };
  const OWN = { cacert: '/prod/ca', cert: '/prod/cert', key: '/prod/key' };
  const NOTHING_OF_ITS = 'its user, password-file, cert and key are not used';
  interface Case {
    readonly title: string;
    readonly of: Partial<Combination>;
    readonly gives: Partial<ConnectionSettings>;
    readonly notes?: readonly string[];
  }
  const table: readonly Case[] = [
    {
      title: 'the current context alone',
      of: {},
      gives: { endpoints: ['https://prod:1'], ...OWN, user: 'operator', passwordFile: '/prod/pw' },
    },
    {
      title: 'ETCDCTL_ENDPOINTS beats the current context, and gets none of its credentials',
      of: { env: { endpoints: 'https://lab:1' } },
      gives: { endpoints: ['https://lab:1'], cacert: '/prod/ca' },
      notes: [`the endpoints come from ETCDCTL_ENDPOINTS, not from context prod: ${NOTHING_OF_ITS}`],
    },
    {
      title: 'which is said of a context without credentials, too: its name is on the screen',
      of: { file: { endpoints: 'https://prod:1' }, flags: { endpoints: 'https://lab:1' } },
      gives: { endpoints: ['https://lab:1'] },
      notes: ['the endpoints come from --endpoints, not from context prod'],
    },
    {
      title: 'and brings its own',
      of: { env: { endpoints: 'https://lab:1', user: 'me', password: 'pw' } },
      gives: { endpoints: ['https://lab:1'], cacert: '/prod/ca', user: 'me', password: 'pw' },
      notes: [`the endpoints come from ETCDCTL_ENDPOINTS, not from context prod: ${NOTHING_OF_ITS}`],
    },
    {
      title: 'a typed --context beats the environment',
      of: { by: 'flag', env: { endpoints: 'https://lab:1', user: 'me', password: 'pw', cacert: '/lab/ca' } },
      gives: { endpoints: ['https://prod:1'], ...OWN, user: 'operator', passwordFile: '/prod/pw' },
      notes: [
        '--context was typed: ETCDCTL_ENDPOINTS, ETCDCTL_CACERT, ETCDCTL_USER and ETCDCTL_PASSWORD are ignored',
      ],
    },
    {
      title: 'ESI_STATE_CONTEXT does not',
      of: { by: 'variable', env: { endpoints: 'https://lab:1' } },
      gives: { endpoints: ['https://lab:1'], cacert: '/prod/ca' },
      notes: [`the endpoints come from ETCDCTL_ENDPOINTS, not from context prod: ${NOTHING_OF_ITS}`],
    },
    {
      title: 'typed endpoints beat a typed context, and get none of its credentials, be they the same',
      of: { by: 'flag', flags: { endpoints: 'https://prod:1' } },
      gives: { endpoints: ['https://prod:1'], cacert: '/prod/ca' },
      notes: [`the endpoints come from --endpoints, not from context prod: ${NOTHING_OF_ITS}`],
    },
    {
      title: 'a typed user is not logged in with the password of another',
      of: { flags: { user: 'root' } },
      gives: { endpoints: ['https://prod:1'], ...OWN, user: 'root' },
      notes: ['the user comes from --user: the password of context prod is not used'],
    },
    {
      title: 'a password of the environment serves a context that has none',
      of: {
        by: 'flag',
        file: { endpoints: 'https://prod:1', user: 'operator' },
        env: { password: 'pw' },
      },
      gives: { endpoints: ['https://prod:1'], user: 'operator', password: 'pw' },
    },
    {
      title: 'and does not where it is that of another user',
      of: {
        by: 'flag',
        file: { endpoints: 'https://prod:1', user: 'operator' },
        env: { user: 'me', password: 'pw' },
      },
      gives: { endpoints: ['https://prod:1'], user: 'operator' },
      notes: ['--context was typed: ETCDCTL_USER and ETCDCTL_PASSWORD are ignored'],
    },
    {
      title: 'a certificate of the environment goes with no key of the context',
      of: { env: { cert: '/my/cert' } },
      gives: {
        ...{ endpoints: ['https://prod:1'], cacert: '/prod/ca', cert: '/my/cert' },
        ...{ user: 'operator', passwordFile: '/prod/pw' },
      },
    },
    {
      title: 'a context without endpoints takes those of the environment',
      of: { by: 'flag', file: { dialTimeout: '1s' }, env: { endpoints: 'https://lab:1', user: 'me:pw' } },
      gives: { endpoints: ['https://lab:1'], user: 'me', password: 'pw', dialTimeoutMs: 1000 },
    },
    {
      title: 'timeouts of a typed context beat the environment as well',
      of: { by: 'flag', file: { ...FILE, commandTimeout: '30s' }, env: { commandTimeout: '1s' } },
      gives: {
        ...{ endpoints: ['https://prod:1'], ...OWN, user: 'operator', passwordFile: '/prod/pw' },
        commandTimeoutMs: 30_000,
      },
      notes: ['--context was typed: ETCDCTL_COMMAND_TIMEOUT is ignored'],
    },
  ];
  for (const { title, of, gives, notes = [] } of table) {
    it(title, () => {
      const settings = resolve({ flags: {}, env: {}, file: FILE, by: 'current', ...of });
      assert.deepEqual(settings.connection, {
        ...{
          dialTimeoutMs: 2000,
          commandTimeoutMs: 5000,
          insecureTransport: true,
          insecureSkipTlsVerify: false,
          context: 'prod',
        },
        ...gives,
      });
      assert.deepEqual(settings.notes, notes);
    });
  }
});
