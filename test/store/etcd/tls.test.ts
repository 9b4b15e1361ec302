import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { connectEtcd } from '../../../src/store/etcd/connect.ts';
import type { ConnectionSettings } from '../../../src/store/etcd/settings.ts';
import type { TrustPlaces } from '../../../src/store/etcd/trust.ts';
import { startEtcd, type ThrowawayEtcd } from '../../../tools/throwaway-etcd/etcd.ts';
import { openSource, settingsFor } from '../../support/run/connections.ts';
import { mutualEtcd, pem, secureEtcd } from '../../support/run/tls.ts';

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
const read = (path: string) => readFileSync(path, 'utf8');
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

test('without a CA those count that the system trusts, for reads and writes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-trust-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const bundle = join(folder, 'bundle.pem');
  writeFileSync(bundle, `# of the site\n${read(pem('other'))}${read(cacert)}`);
  const [full, empty] = [join(folder, 'full'), join(folder, 'empty')];
  for (const one of [full, empty]) mkdirSync(one);
  copyFileSync(cacert, join(folder, 'elsewhere.pem'));
  symlinkSync('../elsewhere.pem', join(full, 'site.pem'));
  symlinkSync('site.pem', join(full, '1a2b3c4d.0'));
  const places: readonly (readonly [TrustPlaces, boolean])[] = [
    [{ file: bundle, folders: [empty] }, true],
    [{ file: join(folder, 'none'), folders: [empty, full] }, true],
    [{ file: pem('other'), folders: [empty, join(folder, 'none')] }, false],
    [{ file: join(folder, 'none'), folders: [] }, false],
    // An authority that is named is the only one.
    [{ file: bundle }, false],
  ];
  for (const [at, [trust, trusted]] of places.entries()) {
    const named = at === places.length - 1 ? { cacert: pem('other') } : {};
    const source = openSource(t, server.endpoints, { trust, ...named });
    for (const request of [() => source.read([{ from: 'a' }]), () => source.commit([], [{ delete: 'a' }])]) {
      if (trusted) await request();
      else await assert.rejects(request, /is not trusted/);
    }
  }
});

test("a server's certificate may be for a name that is asked for, in reads and writes", async (t) => {
  const etcd = await secureEtcd('domain');
  t.after(() => etcd.stop());
  const of = (serverName?: string) =>
    openSource(t, etcd.endpoints, { cacert: pem('ca'), ...(serverName === undefined ? {} : { serverName }) });
  await of('cluster.example').read([{ from: 'a' }]);
  await of('cluster.example').commit([], [{ delete: 'a' }]);
  for (const other of [of(), of('other.example')]) {
    await assert.rejects(other.read([{ from: 'a' }]), /another name/);
    await assert.rejects(other.commit([], [{ delete: 'a' }]), /another name/);
  }
});

test('every kind of key opens', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-keys-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const chain = join(folder, 'chain.pem');
  writeFileSync(chain, read(pem('deep')) + read(pem('between')));
  const kinds: readonly (readonly [string, 'pkcs1' | 'pkcs8' | 'sec1', string?])[] = [
    ...([
      ['reader', 'sec1'],
      ['reader', 'pkcs8'],
      ['rsa', 'pkcs1'],
      ['rsa', 'pkcs8'],
    ] as const),
    ...([
      ['ed25519', 'pkcs8'],
      ['deep', 'sec1', chain],
    ] as const),
  ];
  for (const [name, type, cert = pem(name)] of kinds) {
    const key = join(folder, `${name}.${type}.key`);
    writeFileSync(key, createPrivateKey(read(pem(`${name}.key`))).export({ format: 'pem', type }));
    const source = openSource(t, mutual.endpoints, { cacert: pem('ca'), cert, key });
    await source.read([{ from: 'a' }]);
    await source.commit([], [{ delete: 'a' }]);
  }
});

test('a certificate that is not valid today is told, and what comes of it is up to the server', async (t) => {
  for (const [name, told] of [
    ['lapsed', /lapsed\.pem has expired: it was valid until Jan {1,2}2 00:00:00 2020 GMT$/],
    ['unborn', /unborn\.pem is not valid yet: it will be from Jan {1,2}1 00:00:00 2119 GMT on$/],
  ] as const) {
    const notes: string[] = [];
    const settings = { cacert: pem('ca'), cert: pem(name), key: pem(`${name}.key`) };
    const strict = connectEtcd(settingsFor(mutual.endpoints, settings), (text) => notes.push(text));
    t.after(() => strict.close());
    await assert.rejects(strict.read([{ from: 'a' }]), /does not accept our certificate/);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', told);
    await openSource(t, server.endpoints, { ...settings, cacert }).read([{ from: 'a' }]);
  }
});

test('without a scheme TLS follows from the TLS options', async (t) => {
  const address = server.endpoint.replace('https://', '');
  const source = openSource(t, [address], { cacert });
  assert.deepEqual((await source.identity()).endpoints, [server.endpoint]);
});

test('without a scheme it is TLS, too, where --insecure-transport=false asks for it', async (t) => {
  const address = server.endpoint.replace('https://', '');
  const trust = { file: cacert, folders: [] };
  const source = openSource(t, [address], { insecureTransport: false, trust });
  assert.ok((await source.read([{ from: 'a' }])).revision > 0);
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
