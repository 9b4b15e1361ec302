import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { StoreError } from '../../src/errors.ts';
import type { ConnectionSettings } from '../../src/store/etcd/settings.ts';
import { startEtcd, type ThrowawayEtcd } from '../../src/store/throwaway/etcd.ts';
import { openSource } from '../support/connections.ts';
import { mutualEtcd, pem, secureEtcd } from '../support/tls.ts';

let plain: ThrowawayEtcd;
let server: ThrowawayEtcd;
let other: ThrowawayEtcd;
let mutual: ThrowawayEtcd;

before(async () => {
  plain = await startEtcd();
  server = await secureEtcd('server');
  other = await secureEtcd('other');
  mutual = await mutualEtcd('leaf', 'ca');
});
after(() => Promise.all([plain, server, other, mutual].map((etcd) => etcd?.stop())));

const cacert = pem('server');
const client = { cacert: pem('ca'), cert: pem('reader'), key: pem('reader.key') };

test('a trusted certificate, a skipped check and a client certificate open', async (t) => {
  const cases: [ThrowawayEtcd, Partial<ConnectionSettings>][] = [
    [server, { cacert }],
    [server, { insecureSkipTlsVerify: true }],
    [other, { insecureSkipTlsVerify: true }],
    [mutual, client],
  ];
  for (const [etcd, settings] of cases) {
    assert.ok((await openSource(t, etcd.endpoints, settings).read([{ from: 'a' }])).revision > 0);
  }
});

test('without a scheme TLS follows from the TLS options', async (t) => {
  const address = server.endpoint.replace('https://', '');
  const source = openSource(t, [address], { cacert });
  assert.deepEqual((await source.identity()).endpoints, [server.endpoint]);
});

test('what is wrong with TLS is told in its own words', async (t) => {
  const cases: [string, string, Partial<ConnectionSettings>, RegExp, RegExp][] = [
    ['no CA', server.endpoint, {}, /authority .* is not trusted/, /--cacert/],
    ['wrong CA', server.endpoint, { cacert: pem('other') }, /is not trusted/, /--cacert/],
    ['wrong name', other.endpoint, { cacert: pem('other') }, /another name/, /name or address/],
    [
      'no client certificate',
      mutual.endpoint,
      { cacert: pem('ca') },
      /does not accept our certificate/,
      /--cert and --key/,
    ],
    ['TLS to plain', plain.endpoint.replace('http:', 'https:'), { cacert }, /no TLS connection/, /http:\/\//],
    ['plain to TLS', server.endpoint.replace('https:', 'http:'), {}, /closed at once/, /https:\/\//],
  ];
  for (const [what, endpoint, settings, message, hint] of cases) {
    const source = openSource(t, [endpoint], settings);
    for (const request of [() => source.read([{ from: 'a' }]), () => source.commit([], [{ delete: 'a' }])]) {
      await assert.rejects(request, (error) => {
        assert.ok(error instanceof StoreError, `${what}: ${error}`);
        assert.match(error.message, message, what);
        assert.match(error.hint ?? '', hint, what);
        return true;
      });
    }
  }
});
