/** `config`: what is in force and where it came from. There is no etcd here: it must not be asked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { esiState, ROOT, STATE_HOME } from '../support/run/cli.ts';
import { configFolder } from '../support/run/config-file.ts';

const { folder, write } = configFolder();
const FILE = write(`
current-context: prod
contexts:
  prod:
    endpoints: [https://etcd1:2379, https://etcd2:2379]
    cacert: /no/such/ca.pem
    user: operator:topsecret
    command-timeout: 10s
    cluster_id: 48276a8f75b6a87
    protected: true
    prefixes: {state: /tokyo/state/}
  lab: {endpoints: "127.0.0.1:1", user: me, password-file: /no/such/file}
severities: {no-config: off}
known: {fields: [region]}
secrets: {also: [bgp_key]}
`);
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  esiState(['config', ...args], { env: { ESI_STATE_CONFIG: FILE, ...env } });

async function told(args: readonly string[], env: Record<string, string> = {}) {
  const ran = await run(['-o', 'json', ...args], env);
  assert.equal(ran.code, 0, ran.stderr);
  assert.ok(!(ran.stdout + ran.stderr).includes('topsecret'));
  return JSON.parse(ran.stdout);
}

const inProd = (key: string) => `${FILE}: contexts.prod.${key}`;

describe('config', () => {
  it('tells each setting with its origin, and no secret', async () => {
    const result = await told(['--dial-timeout', '1s', '--prefix', 'jobs=/tokyo/jobs/'], {
      ETCDCTL_CERT: '/my/cert',
      ETCDCTL_KEY: '/my/key',
    });
    assert.equal(result.schema_version, 1);
    assert.deepEqual(result.file, { path: FILE, found: true, origin: 'ESI_STATE_CONFIG' });
    assert.deepEqual(result.context, { name: 'prod', origin: `${FILE}: current-context` });
    const file = (key: string, value: unknown) => ({ value, source: 'file', origin: inProd(key) });
    const byDefault = (value: unknown) => ({ value, source: 'default', origin: 'default' });
    assert.deepEqual(result.settings, {
      endpoints: file('endpoints', ['https://etcd1:2379', 'https://etcd2:2379']),
      'discovery-srv': byDefault(null),
      'discovery-srv-name': byDefault(null),
      'insecure-discovery': byDefault('true'),
      cacert: file('cacert', '/no/such/ca.pem'),
      cert: { value: '/my/cert', source: 'environment', origin: 'ETCDCTL_CERT' },
      key: { value: '/my/key', source: 'environment', origin: 'ETCDCTL_KEY' },
      user: file('user', 'operator'),
      password: file('user', '********'),
      'password-file': byDefault(null),
      'dial-timeout': { value: '1s', source: 'flag', origin: '--dial-timeout' },
      'command-timeout': file('command-timeout', '10s'),
      'insecure-transport': byDefault('true'),
      'insecure-skip-tls-verify': byDefault('false'),
      cluster_id: file('cluster_id', '48276a8f75b6a87'),
      protected: file('protected', 'true'),
      'prefixes.heat_stacks': byDefault('/esi-worker/heat_stacks/'),
      'prefixes.job_state': byDefault('/esi-worker/job_state/'),
      'prefixes.state': file('prefixes.state', '/tokyo/state/'),
      'prefixes.config': byDefault('/config/'),
      'prefixes.jobs': { value: '/tokyo/jobs/', source: 'flag', origin: '--prefix' },
      'clock-dir': { value: join(STATE_HOME, 'esi-state', 'clock'), source: 'default', origin: 'default' },
      'severities.no-config': { value: 'off', source: 'file', origin: `${FILE}: severities.no-config` },
      'known.fields': { value: ['region'], source: 'file', origin: `${FILE}: known.fields` },
      'secrets.also': { value: ['bgp_key'], source: 'file', origin: `${FILE}: secrets.also` },
    });
    const [prod, lab] = result.contexts;
    assert.deepEqual(prod, {
      ...{ name: 'prod', current: true, endpoints: ['https://etcd1:2379', 'https://etcd2:2379'] },
      ...{ user: 'operator', protected: true, cluster_id: '48276a8f75b6a87', discovery_srv: null },
    });
    assert.deepEqual([lab.name, lab.current, lab.protected, lab.cluster_id], ['lab', false, false, null]);
    assert.deepEqual(result.notes, []);
  });

  it('splits user and password wherever they come from', async () => {
    const account = async (args: string[], env: Record<string, string>) => {
      const { settings } = await told(args, env);
      return [settings.user, settings.password, settings['password-file']].map(({ value, origin }) => [
        value,
        origin,
      ]);
    };
    const none = { ESI_STATE_CONFIG: '', XDG_CONFIG_HOME: folder };
    assert.deepEqual(await account([], { ...none, ETCDCTL_USER: 'me:topsecret' }), [
      ['me', 'ETCDCTL_USER'],
      ['********', 'ETCDCTL_USER'],
      [null, 'default'],
    ]);
    assert.deepEqual(await account(['--user', 'me'], { ...none, ETCDCTL_PASSWORD: 'topsecret' }), [
      ['me', '--user'],
      ['********', 'ETCDCTL_PASSWORD'],
      [null, 'default'],
    ]);
    assert.deepEqual(await account(['--context', 'lab'], {}), [
      ['me', `${FILE}: contexts.lab.user`],
      [null, 'default'],
      ['/no/such/file', `${FILE}: contexts.lab.password-file`],
    ]);
  });

  it('tells what is ignored, in its result and on stderr', async () => {
    const env = { ETCDCTL_ENDPOINTS: 'elsewhere:1' };
    const { notes, context, contexts } = await told(['--context', 'lab'], env);
    assert.deepEqual(notes, ['--context was typed: ETCDCTL_ENDPOINTS is ignored']);
    assert.deepEqual(context, { name: 'lab', origin: '--context' });
    assert.deepEqual(
      contexts.map(({ current }: { current: boolean }) => current),
      [false, true],
    );
    const { stderr } = await run([], env);
    assert.match(
      stderr,
      /^note: the endpoints come from ETCDCTL_ENDPOINTS, not from context prod: its user and/,
    );
  });

  it('takes a flag with = as etcdctl does', async () => {
    const skip = async (...args: string[]) => (await told(args)).settings['insecure-skip-tls-verify'];
    const typed = (value: string) => ({ value, source: 'flag', origin: '--insecure-skip-tls-verify' });
    assert.deepEqual(await skip('--insecure-skip-tls-verify'), typed('true'));
    assert.deepEqual(await skip('--insecure-skip-tls-verify=true'), typed('true'));
    assert.deepEqual(await skip('--insecure-skip-tls-verify=false'), typed('false'));
    assert.equal((await skip()).source, 'default');
    assert.equal((await run(['--insecure-skip-tls-verify=x'])).code, 2);
  });

  it('is a table without -o, and one line with ndjson', async () => {
    const { stdout, code } = await run(['--user', 'root:topsecret'], { COLUMNS: '120' });
    assert.equal(code, 0);
    assert.ok(!stdout.includes('topsecret'));
    assert.match(stdout, new RegExp(`^file +${FILE} +\\(ESI_STATE_CONFIG\\)$`, 'm'));
    assert.match(stdout, /^context +prod +\(file: current-context\)$/m);
    assert.match(
      stdout,
      /^endpoints +https:\/\/etcd1:2379, https:\/\/etcd2:2379 +file: contexts.prod.endpoints$/m,
    );
    assert.match(stdout, /^password +\*{8} +--user$/m);
    assert.match(stdout, /^dial-timeout +2s +default$/m);
    assert.match(stdout, /^\* context +prod .*cluster 48276a8f75b6a87 +protected$/m);
    assert.match(stdout, /^ {2}context +lab +127\.0\.0\.1:1 +user me$/m);
    const narrow = await run([], { COLUMNS: '80' });
    for (const line of narrow.stdout.split('\n')) assert.ok(line.length <= 80, line);
    assert.equal((await run(['-o', 'ndjson'])).stdout.trimEnd().split('\n').length, 1);
  });

  it('says where it looked where there is no file', async () => {
    const { stdout } = await run([], { ESI_STATE_CONFIG: '', XDG_CONFIG_HOME: folder });
    const path = join(folder, 'esi-state', 'config.yaml');
    assert.match(stdout, new RegExp(`^file +${path} +\\(its usual place; there is no such file\\)$`, 'm'));
    assert.match(stdout, /^endpoints +127\.0\.0\.1:2379 +default$/m);
    assert.match(stdout, /^no contexts$/m);
  });

  it('is exit 2 where a setting is wrong, naming it', async () => {
    const flag = await run(['--dial-timeout', 'soon']);
    assert.equal(flag.code, 2);
    assert.match(flag.stderr, /^error: --dial-timeout "soon"/);
    const broken = write('contexts: {a: {endpoints: [b]}}', 'broken.yaml');
    const file = await run(['--config', broken]);
    assert.equal(file.code, 2);
    assert.match(file.stderr, new RegExp(`^error: ${broken}: contexts\\.a\\.endpoints: the endpoint "b"`));
    const mixed = await run(['--endpoints', 'http://a:1,https://b:1']);
    assert.equal(mixed.code, 2);
    assert.match(mixed.stderr, /^error: --endpoints: the endpoints mix http:\/\/ and https:\/\//);
  });

  it('takes the example of the documentation', async () => {
    const page = readFileSync(join(ROOT, 'docs', 'configuration.md'), 'utf8');
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
    const { contexts, settings } = await told([
      '--config',
      write(example, 'example.yaml'),
      '--context',
      'prod',
    ]);
    assert.deepEqual(
      contexts.map(({ name }: { name: string }) => name),
      ['prod', 'lab'],
    );
    assert.equal(settings.cacert.value, join(folder, 'tls', 'ca.pem'));
    assert.equal(settings['prefixes.config'].value, '/tokyo/config/');
  });
});
