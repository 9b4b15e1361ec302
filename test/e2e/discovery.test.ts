/** Endpoints from SRV records, as etcdctl finds them. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ThrowawayEtcd } from '../../tools/throwaway-etcd/etcd.ts';
import { esiState } from '../support/run/cli.ts';
import { configFolder } from '../support/run/config-file.ts';
import { deadEndpoint } from '../support/run/connections.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { assertSilent, type Env, putBrokenPort, runEachWay, shows } from '../support/run/every-connection.ts';
import { type NameServer, nameServer } from '../support/run/name-server.ts';
import { pem, secureEtcd } from '../support/run/tls.ts';

const { write } = configFolder();
const DOMAIN = 'cluster.example';
const PLAIN = `_etcd-client._tcp.${DOMAIN}`;
const SECURE = `_etcd-client-ssl._tcp.${DOMAIN}`;
const portOf = (endpoint: string) => Number(new URL(endpoint).port);

describe('endpoints by SRV records', () => {
  let plain: TestEtcd;
  let secure: ThrowawayEtcd;
  let names: NameServer;
  before(async () => {
    [plain, secure] = await Promise.all([testEtcd(), secureEtcd('domain')]);
    await putBrokenPort(plain);
    names = await nameServer();
  });
  after(async () => {
    await Promise.all([plain?.stop(), secure?.stop()]);
    names?.close();
  });
  beforeEach(() => {
    names.zone = { [PLAIN]: [here(plain.etcd.endpoint)] };
  });
  const here = (endpoint: string, priority = 0) => ({
    target: 'localhost.',
    port: portOf(endpoint),
    priority,
  });
  const ping = (words: readonly string[], env: Env = {}) =>
    esiState(['ping', ...words], { env: { ...names.env, ...env } });
  const EVERY = [['ping'], ['show', 'ddc14'], ['verify', '--all'], ['repair', '--all', '--dry-run']];
  /** Endpoints are found for `ping` and for all the others by the same function, which each of both calls. */
  const BOTH = EVERY.slice(0, 2);
  const fails = async (
    code: number,
    words: readonly string[],
    env: Env,
    says: RegExp,
    commands: readonly (readonly string[])[] = BOTH,
  ) => {
    for (const command of commands) {
      const ran = await esiState([...command, ...words], { env: { ...names.env, ...env } });
      assert.equal(ran.code, code, ran.stderr);
      assert.match(ran.stderr, says);
      assert.equal(ran.stdout, '');
    }
  };

  it('are found for what probes, reads and writes, by options, variables and a context', async () => {
    assertSilent(await runEachWay(['--discovery-srv', DOMAIN], names.env));
    await shows([], { ...names.env, ETCDCTL_DISCOVERY_SRV: DOMAIN });
    const file = write(`{current-context: one, contexts: {one: {discovery-srv: ${DOMAIN}}}}`);
    await shows([], { ...names.env, ESI_STATE_CONFIG: file });
    const { stdout } = await shows(['--discovery-srv', `${DOMAIN}.`, '-o', 'json'], names.env);
    assert.deepEqual(JSON.parse(stdout).source.endpoints, [
      `http://localhost:${portOf(plain.etcd.endpoint)}`,
    ]);
  });

  it('have a suffix where several clusters share a domain', async () => {
    names.zone = { [`_etcd-client-prod._tcp.${DOMAIN}`]: [here(plain.etcd.endpoint)] };
    await shows(['--discovery-srv', DOMAIN, '--discovery-srv-name', 'prod'], names.env);
    await shows([], { ...names.env, ETCDCTL_DISCOVERY_SRV: DOMAIN, ETCDCTL_DISCOVERY_SRV_NAME: 'prod' });
    const next = await shows(['--discovery-srv', DOMAIN, '--discovery-srv-name', 'prod'], names.env);
    assert.match(next.stdout, /--discovery-srv cluster\.example --discovery-srv-name prod/);
  });

  it('are tried in the order of their priority', async () => {
    const [, port = ''] = (await deadEndpoint()).split(':');
    names.zone = {
      [PLAIN]: [here(plain.etcd.endpoint, 20), { target: 'localhost.', port: Number(port), priority: 10 }],
    };
    const { stdout } = await shows(['--discovery-srv', DOMAIN, '-o', 'json'], names.env);
    assert.deepEqual(JSON.parse(stdout).source.endpoints, [
      `http://localhost:${port}`,
      `http://localhost:${portOf(plain.etcd.endpoint)}`,
    ]);
  });

  it('beat those of their own layer; typed ones beat discovery of the environment', async () => {
    const both = { ETCDCTL_DISCOVERY_SRV: DOMAIN, ETCDCTL_ENDPOINTS: await deadEndpoint() };
    const ran = await shows([], { ...names.env, ...both });
    assert.match(ran.stderr, /^note: ETCDCTL_DISCOVERY_SRV is given: ETCDCTL_ENDPOINTS is not used$/m);
    names.zone = {};
    const typed = await shows(['--endpoints', plain.etcd.endpoint], { ...names.env, ...both });
    assert.match(typed.stderr, /^note: --endpoints is given: ETCDCTL_DISCOVERY_SRV is not used$/m);
  });

  it('of TLS are taken rather than plain ones', async () => {
    names.zone = { ...names.zone, [SECURE]: [here(secure.endpoint)] };
    const skip = await ping(['--discovery-srv', DOMAIN, '--insecure-skip-tls-verify']);
    assert.equal(skip.code, 0, skip.stderr);
    assert.match(
      skip.stderr,
      new RegExp(`^note: ${PLAIN} is not used: ${SECURE} has endpoints with TLS$`, 'm'),
    );
    assert.match(skip.stdout, /https:\/\/localhost:/);
  });

  it('must show a certificate for their own name, or with --insecure-discovery=false for the domain', async () => {
    names.zone = { ...names.zone, [SECURE]: [here(secure.endpoint)] };
    const trusting = ['--discovery-srv', DOMAIN, '--cacert', pem('ca')];
    const otherName = await ping(trusting);
    assert.equal(otherName.code, 3);
    assert.match(otherName.stderr, /certificate is for another name/);
    const domain = await ping([...trusting, '--insecure-discovery=false']);
    assert.equal(domain.code, 0, domain.stderr);
    assert.doesNotMatch(domain.stderr, /note/);
    const variable = { ETCDCTL_INSECURE_DISCOVERY: 'false' };
    names.zone = { [PLAIN]: [here(plain.etcd.endpoint)] };
    await fails(
      3,
      trusting,
      variable,
      /no endpoints could be discovered: _etcd-client-ssl\._tcp[^,]*: no SRV record;/,
    );
  });

  it('that are not there are exit 3, never some other cluster', async () => {
    names.zone = {};
    const env = { ETCDCTL_DISCOVERY_SRV: DOMAIN, ETCDCTL_ENDPOINTS: plain.etcd.endpoint };
    await fails(
      3,
      [],
      env,
      /no endpoints could be discovered: _etcd-client-ssl\._tcp\.cluster\.example: no SRV record, /,
      EVERY,
    );
    names.zone = { [PLAIN]: [{ target: '.', port: 0 }] };
    await fails(3, ['--discovery-srv', DOMAIN], {}, /no SRV record; check the domain/);
  });

  it('are not plain ones where nobody can say whether there are some with TLS', async () => {
    names.zone = { ...names.zone, [SECURE]: 2 };
    await fails(
      3,
      ['--discovery-srv', DOMAIN],
      {},
      /_etcd-client-ssl[^,]*: the name server answers ESERVFAIL/,
    );
    names.zone = { ...names.zone, [SECURE]: 'silent' };
    const slow = ['--discovery-srv', DOMAIN, '--command-timeout', '1s'];
    await fails(3, slow, {}, /_etcd-client-ssl[^,]*: no answer of the name server/);
  });

  it('name hosts only', async () => {
    names.zone = { [PLAIN]: [{ target: 'a;reboot.example.', port: 1 }] };
    await fails(3, ['--discovery-srv', DOMAIN], {}, /names no endpoint: "a\\*;reboot\.example", port 1/);
  });
});
