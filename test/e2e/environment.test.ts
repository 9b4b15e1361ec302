/** What users of etcdctl have set, typed and stored, for every command that connects. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ThrowawayEtcd } from '../../src/store/throwaway/etcd.ts';
import { esiState, type Ran } from '../support/cli.ts';
import { configFolder } from '../support/config-file.ts';
import { deadEndpoint } from '../support/connections.ts';
import { type TestEtcd, testEtcd } from '../support/etcd.ts';
import { CHANGED_STATE, KEYS, PORT, putPort } from '../support/port.ts';
import { pem, secureEtcd } from '../support/tls.ts';
import { demandLogin, PASSWORD } from '../support/users.ts';

const { folder, write } = configFolder();

/** Every command that connects, with its exit code: the port is broken, mended, and broken again. */
const CONNECTING: readonly (readonly [number, ...string[]])[] = [
  [0, 'ping'],
  [0, 'show', PORT],
  [1, 'verify', PORT, '--settle', '0'],
  [1, 'verify', '--all', '--settle', '0'],
  [1, 'verify', '--all', '--settle', '0', '--since', join(folder, 'since')],
  [0, 'repair', PORT, '--settle', '0', '--dry-run'],
  [0, 'repair', '--all', '--settle', '0', '--yes'],
  [0, 'undo', 'ENTRY', '--yes'],
];

type Env = Readonly<Record<string, string>>;

/** Runs them all; gives what each said. */
async function runAll(words: readonly string[], env: Env): Promise<Ran[]> {
  const surroundings = { XDG_STATE_HOME: join(folder, `state-${Math.random()}`), ...env };
  const ran: Ran[] = [];
  for (const [code, ...args] of CONNECTING) {
    const command = args[0] === 'undo' ? args.with(1, await lastEntry(surroundings)) : args;
    const one = await esiState([...command, ...words], { env: surroundings });
    assert.equal(one.code, code, `${command.join(' ')}: ${one.stderr}`);
    ran.push(one);
  }
  return ran;
}

async function shows(words: readonly string[], env: Env): Promise<Ran> {
  const ran = await esiState(['show', PORT, ...words], { env });
  assert.equal(ran.code, 0, ran.stderr);
  return ran;
}

async function lastEntry(env: Env): Promise<string> {
  const { stdout } = await esiState(['journal', '-o', 'json'], { env });
  return JSON.parse(stdout).entries.at(-1).id;
}

function assertSilent(ran: readonly Ran[]): void {
  // A repair tells its steps there.
  for (const { stderr } of ran) assert.doesNotMatch(stderr, /^(note|error|warning):/im);
}

describe('what users of etcdctl have', () => {
  let plain: TestEtcd;
  let users: TestEtcd;
  before(async () => {
    [plain, users] = await Promise.all([testEtcd(), testEtcd()]);
    for (const etcd of [plain, users]) {
      await putPort(etcd);
      await etcd.put(KEYS.state, CHANGED_STATE);
    }
    await demandLogin(users.etcd.endpoint, { operator: { '/': 'Readwrite' } });
  });
  after(() => Promise.all([plain?.stop(), users?.stop()]));
  const endpoint = () => plain.etcd.endpoint;

  it('endpoints that are typed twice add up, before the verb and behind it', async () => {
    const dead = await deadEndpoint();
    const twice = (...both: string[]) => both.flatMap((one) => ['--endpoints', one]);
    assertSilent((await runAll(twice(endpoint(), dead), {})).slice(1));
    const apart = ['--endpoints', dead, 'show', PORT, '-o', 'json', '--endpoints', endpoint()];
    const { stdout } = await esiState(apart);
    assert.deepEqual(JSON.parse(stdout).source.endpoints, [`http://${dead}`, endpoint()]);
  });

  it('a comma at the end of endpoints is nothing', async () => {
    const list = `${endpoint()},`;
    assertSilent(await runAll(['--endpoints', list], {}));
    await shows([], { ETCDCTL_ENDPOINTS: list });
    await shows([], { ESI_STATE_CONFIG: write(context(`{endpoints: "${list}"}`)) });
  });

  it('a user where authentication is off is told once, and all goes on', async () => {
    const user = { ETCDCTL_USER: 'operator', ETCDCTL_PASSWORD: PASSWORD };
    const file = context(`{endpoints: "${endpoint()}", user: operator, password: "${PASSWORD}"}`);
    for (const { stderr } of [
      ...(await runAll([], { ...plain.env, ...user })),
      await shows(['--user', `operator:${PASSWORD}`], plain.env),
      await shows([], { ESI_STATE_CONFIG: write(file) }),
    ])
      assert.equal(stderr.match(/^note: etcd has authentication turned off/gm)?.length, 1, stderr);
    const json = await esiState(['show', PORT, '-o', 'json'], { env: { ...plain.env, ...user } });
    assert.match(JSON.parse(json.stderr).note, /authentication turned off/);
  });

  it('a password file may begin with a byte order mark and end its line in any way', async () => {
    const env = { ETCDCTL_ENDPOINTS: users.etcd.endpoint, ETCDCTL_USER: 'operator' };
    const file = write(`\uFEFF${PASSWORD}\r\n`, 'password');
    assertSilent(await runAll(['--password-file', file], env));
    const mapping = `{endpoints: "${users.etcd.endpoint}", user: operator, password-file: password}`;
    await shows([], { ESI_STATE_CONFIG: write(context(mapping)) });
    for (const content of [`\uFEFF${PASSWORD}`, `${PASSWORD}\n`, PASSWORD]) {
      write(content, 'password');
      await shows([], { ...env, ETCDCTL_PASSWORD_FILE: file });
    }
  });

  it('ETCDCTL_PASSWORD is read', async () => {
    await shows(['--user', 'operator'], {
      ...{ ETCDCTL_ENDPOINTS: users.etcd.endpoint, ETCDCTL_PASSWORD: PASSWORD },
    });
  });

  it('variables that count for nothing here are named, and ETCDCTL_API is none', async () => {
    const env = {
      ...plain.env,
      ETCDCTL_API: '3',
      ETCDCTL_KEEPALIVE_TIME: '1s',
      ETCDCTL_WRITE_OUT: 'topsecret',
    };
    for (const { stderr } of await runAll([], env)) {
      assert.match(stderr, /^note: ETCDCTL_KEEPALIVE_TIME is not used here$/m);
      assert.match(stderr, /^note: ETCDCTL_WRITE_OUT is not used here: -o sets the format$/m);
      assert.doesNotMatch(stderr, /ETCDCTL_API|topsecret/);
    }
    const { stdout } = await esiState(['config', '-o', 'json'], { env });
    assert.deepEqual(JSON.parse(stdout).notes.length, 2);
  });
});

function context(mapping: string): string {
  return `current-context: one\ncontexts:\n  one: ${mapping}\n`;
}

describe('~ is the home folder', () => {
  let etcd: ThrowawayEtcd;
  const home = join(folder, 'home');
  const typed = ['--cacert', '~/ca.pem', '--cert', '~/me.pem', '--key=~/me.key', '--password-file=~/pw'];
  let env: Record<string, string>;
  before(async () => {
    etcd = await secureEtcd('leaf', ['--client-cert-auth', '--trusted-ca-file', pem('ca')]);
    mkdirSync(home);
    for (const [from, to] of [
      ['ca', 'ca.pem'],
      ['reader', 'me.pem'],
      ['reader.key', 'me.key'],
    ] as const)
      copyFileSync(pem(from), join(home, to));
    writeFileSync(join(home, 'pw'), PASSWORD);
    env = { HOME: home, ETCDCTL_ENDPOINTS: etcd.endpoint, ETCDCTL_USER: 'operator' };
  });
  after(() => etcd?.stop());
  const reaches = async (words: readonly string[], more: Env) => {
    const ran = await esiState(['ping', ...words], { env: { ...env, ...more } });
    assert.equal(ran.code, 0, ran.stderr);
  };

  it('in options, variables and the configuration file', async () => {
    await reaches(typed, {});
    await reaches([], {
      ...{ ETCDCTL_CACERT: '~/ca.pem', ETCDCTL_CERT: '~/me.pem', ETCDCTL_KEY: '~/me.key' },
      ETCDCTL_PASSWORD_FILE: '~/pw',
    });
    const settings = 'cacert: ~/ca.pem, cert: ~/me.pem, key: ~/me.key, user: operator, password-file: ~/pw';
    writeFileSync(join(home, 'config.yaml'), context(`{endpoints: "${etcd.endpoint}", ${settings}}`));
    const none = { ETCDCTL_ENDPOINTS: '', ETCDCTL_USER: '' };
    await reaches(['--config=~/config.yaml'], none);
    await reaches([], { ...none, ESI_STATE_CONFIG: '~/config.yaml' });
  });

  it('in the paths of a single command, and in the command that comes next', async () => {
    const ran = await esiState(['journal', '--journal-dir=~/journal', '-o', 'json'], { env });
    assert.deepEqual(JSON.parse(ran.stdout).entries, []);
    const missing = await esiState(['verify', '--all', '--baseline=~/none', ...typed], { env });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, new RegExp(`${home}/none`));
    const told = await esiState(['config', '-o', 'json', ...typed], { env });
    assert.equal(JSON.parse(told.stdout).settings.cacert.value, join(home, 'ca.pem'));
  });
});
