/** What users of etcdctl have set, typed and stored, for every command that connects. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ThrowawayEtcd } from '../../tools/throwaway-etcd/etcd.ts';
import { PORT } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { configFolder } from '../support/run/config-file.ts';
import { deadEndpoint } from '../support/run/connections.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import {
  assertSilent,
  type Env,
  putBrokenPort,
  runAll,
  runEachWay,
  shows,
} from '../support/run/every-connection.ts';
import { pem, secureEtcd } from '../support/run/tls.ts';
import { demandLogin, PASSWORD } from '../support/run/users.ts';

const { folder, write } = configFolder();

describe('what users of etcdctl have', () => {
  let plain: TestEtcd;
  let users: TestEtcd;
  before(async () => {
    [plain, users] = await Promise.all([testEtcd(), testEtcd()]);
    for (const etcd of [plain, users]) {
      await putBrokenPort(etcd);
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
    assertSilent([
      await shows(['--endpoints', list], {}),
      await shows([], { ETCDCTL_ENDPOINTS: list }),
      await shows([], { ESI_STATE_CONFIG: write(context(`{endpoints: "${list}"}`)) }),
    ]);
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
    assertSilent(await runEachWay(['--password-file', file], env));
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

  it('without a CA the authorities of the system count, or those that SSL_CERT_FILE names', async (t) => {
    const etcd = await secureEtcd('server');
    t.after(() => etcd.stop());
    const env = { ETCDCTL_ENDPOINTS: etcd.endpoint };
    const ping = (more: Env, ...words: string[]) =>
      esiState(['ping', ...words], { env: { ...env, ...more } });
    assert.match((await ping({})).stderr, /is not trusted; give the CA with --cacert/);
    const trusting = { SSL_CERT_FILE: pem('server'), SSL_CERT_DIR: folder };
    assert.equal((await ping(trusting)).code, 0);
    assert.match((await ping(trusting, '--cacert', pem('ca'))).stderr, /is not trusted/);
    const shown = await esiState(['config', '-o', 'json'], { env: { ...env, ...trusting } });
    const { cacert } = JSON.parse(shown.stdout).settings;
    assert.deepEqual(cacert, { value: pem('server'), source: 'environment', origin: 'SSL_CERT_FILE' });
  });

  it('what is wrong with a certificate and its key is exit 2 for every command, before anything is asked', async () => {
    const flags = ['--endpoints', 'https://127.0.0.1:1', '--cert', pem('reader'), '--key', pem('rsa.key')];
    for (const command of [['ping'], ['show', PORT], ['verify', '--all'], ['repair', '--all', '--yes']]) {
      const { code, stdout, stderr } = await esiState([...command, ...flags]);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(
        stderr,
        /^error: the key \S+ is not that of the certificate \S+: that is for a key of type EC, /,
      );
    }
  });

  it('variables that count for nothing here are named, and ETCDCTL_API is none', async () => {
    const env = {
      ...plain.env,
      ETCDCTL_API: '3',
      ETCDCTL_KEEPALIVE_TIME: '1s',
      ETCDCTL_WRITE_OUT: 'topsecret',
    };
    for (const { stderr } of await runEachWay([], env)) {
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
