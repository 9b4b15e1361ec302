import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../src/errors.ts';
import { resolveSettings as resolveWith, type SettingFlags } from '../../src/settings/settings.ts';
import { DEFAULT_PREFIXES } from '../../src/stages/keys.ts';
import { NO_FILE } from '../support/run/config-file.ts';

type Env = Record<string, string>;

/** Without a configuration file. */
function resolveSettings(flags: SettingFlags, env: Env) {
  const { connection, prefixes } = resolveWith(flags, env, NO_FILE);
  return { connection, prefixes };
}

function connection(flags: SettingFlags = {}, env: Env = {}) {
  return resolveSettings(flags, env).connection;
}

function refused(flags: SettingFlags, env: Env, message: RegExp) {
  assert.throws(
    () => resolveSettings(flags, env),
    (error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

test("without anything etcdctl's defaults are in force", () => {
  assert.deepEqual(resolveSettings({}, {}), {
    connection: {
      endpoints: ['127.0.0.1:2379'],
      dialTimeoutMs: 2_000,
      commandTimeoutMs: 5_000,
      insecureTransport: true,
      insecureSkipTlsVerify: false,
    },
    prefixes: DEFAULT_PREFIXES,
  });
});

const EVERY_VARIABLE: Env = {
  ETCDCTL_ENDPOINTS: 'https://a:1, https://b:2',
  ETCDCTL_CACERT: 'ca',
  ETCDCTL_CERT: 'cert',
  ETCDCTL_KEY: 'key',
  ETCDCTL_USER: 'me',
  ETCDCTL_PASSWORD: 'secret',
  ETCDCTL_DIAL_TIMEOUT: '1s',
  ETCDCTL_COMMAND_TIMEOUT: '10',
  ETCDCTL_INSECURE_TRANSPORT: 'false',
  ETCDCTL_INSECURE_SKIP_TLS_VERIFY: 'true',
};

test('the environment is read', () => {
  assert.deepEqual(connection({}, EVERY_VARIABLE), {
    endpoints: ['https://a:1', 'https://b:2'],
    cacert: 'ca',
    cert: 'cert',
    key: 'key',
    user: 'me',
    password: 'secret',
    dialTimeoutMs: 1_000,
    commandTimeoutMs: 10_000,
    insecureTransport: false,
    insecureSkipTlsVerify: true,
  });
});

test('each flag beats its variable', () => {
  const flags: SettingFlags = {
    endpoints: 'https://c:3',
    cacert: 'ca2',
    cert: 'cert2',
    key: 'key2',
    user: 'you',
    passwordFile: 'file',
    dialTimeout: '3s',
    commandTimeout: '4s',
    insecureTransport: true,
    insecureSkipTlsVerify: false,
  };
  assert.deepEqual(connection(flags, EVERY_VARIABLE), {
    endpoints: ['https://c:3'],
    cacert: 'ca2',
    cert: 'cert2',
    key: 'key2',
    user: 'you',
    passwordFile: 'file',
    dialTimeoutMs: 3_000,
    commandTimeoutMs: 4_000,
    insecureTransport: true,
    insecureSkipTlsVerify: false,
  });
});

test('an empty variable is none', () => {
  assert.deepEqual(
    connection({}, { ETCDCTL_ENDPOINTS: '', ETCDCTL_USER: '', ETCDCTL_CACERT: '' }),
    connection(),
  );
});

test('a user may bring the password along', () => {
  const account = (flags: SettingFlags, env: Env = {}) => {
    const { user, password, passwordFile } = connection(flags, env);
    return { user, password, passwordFile };
  };
  const whole = { passwordFile: undefined };
  assert.deepEqual(account({ user: 'me:a:b' }), { user: 'me', password: 'a:b', ...whole });
  assert.deepEqual(account({}, { ETCDCTL_USER: 'me:pw' }), { user: 'me', password: 'pw', ...whole });
  assert.deepEqual(account({ user: 'me:' }), { user: 'me', password: '', ...whole });
  assert.deepEqual(account({ user: 'me' }), { user: 'me', password: undefined, ...whole });
  // With a password of its own all of it is the name, as in etcdctl …
  assert.deepEqual(account({ user: 'me:x', password: 'pw' }), { user: 'me:x', password: 'pw', ...whole });
  // … but a password left in the environment is not that of a user typed with one.
  const left = { ETCDCTL_PASSWORD: 'old' };
  assert.deepEqual(account({ user: 'me:new' }, left), { user: 'me', password: 'new', ...whole });
  assert.deepEqual(account({ user: 'me' }, left), { user: 'me', password: 'old', ...whole });
  assert.deepEqual(account({}, left), { user: undefined, password: undefined, ...whole });
});

test('wrong values are told with the flag or the variable', () => {
  refused({ dialTimeout: 'soon' }, {}, /--dial-timeout "soon"/);
  refused({ dialTimeout: '' }, {}, /--dial-timeout ""/);
  refused({ commandTimeout: '0' }, {}, /--command-timeout "0"/);
  refused({ commandTimeout: '1000h' }, {}, /--command-timeout "1000h"/);
  refused({}, { ETCDCTL_COMMAND_TIMEOUT: '-1s' }, /ETCDCTL_COMMAND_TIMEOUT "-1s"/);
  refused({}, { ETCDCTL_INSECURE_SKIP_TLS_VERIFY: 'yes' }, /ETCDCTL_INSECURE_SKIP_TLS_VERIFY "yes"/);
  refused({ cacert: '' }, {}, /--cacert is empty/);
  refused({ password: 'x', passwordFile: 'y', user: 'z' }, {}, /--password and --password-file/);
  refused({ password: 'x' }, {}, /--password is given without a user/);
  refused({ user: ':x' }, {}, /--user names no user/);
});

test('endpoints are host:port, all with TLS or none', () => {
  for (const endpoints of [
    'a',
    'a:',
    ':1',
    'ftp://a:1',
    'unix://a:1',
    'a:0',
    'a:65536',
    'http://a:1/x',
    'a b:1',
  ]) {
    refused({ endpoints }, {}, /is not host:port/);
  }
  refused({ endpoints: 'http://a:1,https://b:1' }, {}, /mix http:\/\/ and https:\/\//);
  refused({ endpoints: 'a:1,https://b:1' }, {}, /mix/);
  assert.deepEqual(connection({ endpoints: 'a:1,https://b:1', cacert: 'ca' }).endpoints, [
    'a:1',
    'https://b:1',
  ]);
  assert.deepEqual(connection({ endpoints: '[::1]:2379,http://a.b-c:1/' }).endpoints.length, 2);
});

test('a comma too many names no endpoint', () => {
  for (const endpoints of ['a:1,b:2,', 'a:1,,b:2', ',a:1, b:2, ,'])
    assert.deepEqual(connection({ endpoints }).endpoints, ['a:1', 'b:2'], endpoints);
  assert.deepEqual(connection({}, { ETCDCTL_ENDPOINTS: 'a:1,' }).endpoints, ['a:1']);
  for (const endpoints of ['', ',', ' , ']) refused({ endpoints }, {}, /no endpoint is given/);
});

test('~ is the home folder in every path of a variable', () => {
  const env = { HOME: '/home/me', ETCDCTL_CACERT: '~/ca', ETCDCTL_CERT: '~/cert', ETCDCTL_KEY: '~/key' };
  const { cacert, cert, key, passwordFile } = connection(
    {},
    { ...env, ETCDCTL_USER: 'me', ETCDCTL_PASSWORD_FILE: '~/pw' },
  );
  assert.deepEqual(
    [cacert, cert, key, passwordFile],
    ['ca', 'cert', 'key', 'pw'].map((name) => `/home/me/${name}`),
  );
  assert.equal(connection({}, { HOME: '/home/me', ETCDCTL_CACERT: '~other/ca' }).cacert, '~other/ca');
});

test("variables of etcdctl's that count for nothing here are named, never with their values", () => {
  const notes = (env: Env) => resolveWith({}, env, NO_FILE).notes;
  assert.deepEqual(
    notes({
      ...{ ETCDCTL_WRITE_OUT: 'table', ETCDCTL_KEEPALIVE_TIME: '1s', ETCDCTL_AUTH_JWT_TOKEN: 'topsecret' },
      ...{ ETCDCTL_ENDPOINT: 'http://a:1', ETCDCTL_DEBUG: 'true' },
    }),
    [
      'ETCDCTL_AUTH_JWT_TOKEN is not used here',
      'ETCDCTL_DEBUG is not used here: --debug adds the stack to errors',
      'ETCDCTL_ENDPOINT is not used here: did you mean ETCDCTL_ENDPOINTS?',
      'ETCDCTL_KEEPALIVE_TIME is not used here',
      'ETCDCTL_WRITE_OUT is not used here: -o sets the format',
    ],
  );
  const idle = { ETCDCTL_API: '3', ETCDCTL_DEBUG: 'false', ETCDCTL_HEX: '', ETCDCTL_WRITE_OUT: 'simple' };
  assert.deepEqual(notes({ ...idle, ...EVERY_VARIABLE, OTHER: 'x' }), []);
});

test('a password written into an endpoint is not repeated', () => {
  assert.throws(
    () => resolveSettings({ endpoints: 'http://me:topsecret@a:1' }, {}),
    (error) => error instanceof UsageError && !`${error.message} ${error.hint}`.includes('topsecret'),
  );
});

test('prefixes can be set and get their slash', () => {
  const { prefixes } = resolveSettings({ prefix: ['state=/foo/state', 'jobs=/foo/jobs/'] }, {});
  assert.deepEqual(prefixes, { ...DEFAULT_PREFIXES, state: '/foo/state/', jobs: '/foo/jobs/' });
});

test('prefixes that are wrong or overlap are refused', () => {
  for (const text of ['state', 'state=', 'state=/', 'stat=/x/', '=/x/', '/x/']) {
    refused({ prefix: [text] }, {}, /is not AREA=\/PATH\//);
  }
  refused({ prefix: ['state=/config/'] }, {}, /overlap/);
  refused({ prefix: ['state=/config/x/'] }, {}, /overlap/);
  refused({ prefix: ['state=/esi-worker'] }, {}, /overlap/);
  refused({ prefix: ['state=/a/', 'state=/b/'] }, {}, /twice for state/);
});
