/** What is wrong with a certificate and its key, told for what it is. */
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { UsageError } from '../../../src/errors.ts';
import { loadTls } from '../../../src/store/etcd/credentials.ts';
import { settingsFor } from '../../support/run/connections.ts';
import { pem } from '../../support/run/tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'esi-state-pem-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const read = (name: string) => readFileSync(pem(name), 'utf8');
const der = (name: string) => new X509Certificate(read(name)).raw;
const keyOf = (name: string) => createPrivateKey(read(`${name}.key`));
const LOCK = { cipher: 'aes-256-cbc', passphrase: 'topsecret' };

function assertRefused(
  paths: { cacert?: string; cert?: string; key?: string },
  says: RegExp,
  hint: RegExp,
): void {
  assert.throws(
    () => loadTls(settingsFor(['https://127.0.0.1:1'], paths), true),
    (error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.match(error.message, says);
      assert.match(error.hint ?? '', hint);
      return true;
    },
  );
}

describe('a certificate that is', () => {
  const cases: readonly (readonly [string, string | Buffer, RegExp, RegExp])[] = [
    ['empty', '\n', /is empty$/, /right file/],
    ['DER', der('reader'), /is DER, not PEM$/, /openssl x509 -inform DER -in \S+ -out FILE/],
    ['cut off', read('reader').slice(0, 200), /is cut off$/, /copy it again/],
    [
      'damaged',
      read('reader').replace(/\n[^-\n]{20}/, '\nAAAAAAAAAAAAAAAAAAAA'),
      /is damaged$/,
      /copy it again/,
    ],
    [
      'damaged behind a good one',
      `${read('reader')}${read('ca').replace(/MII/, 'AAA')}`,
      /damaged, certificate 2 of 2$/,
      /again/,
    ],
    ['a key', read('reader.key'), /holds a private key and no certificate$/, /mixed up/],
    [
      'a key in DER',
      keyOf('rsa').export({ format: 'der', type: 'pkcs1' }),
      /holds a private key/,
      /mixed up/,
    ],
    [
      'a request',
      '-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n',
      /a request/,
      /issued/,
    ],
    ['text', 'hello', /is no PEM certificate$/, /BEGIN CERTIFICATE/],
  ];
  for (const [what, content, says, hint] of cases) {
    it(what, () => {
      const path = file('cert.pem', content);
      assertRefused(
        { cert: path, key: pem('reader.key') },
        new RegExp(`^the certificate ${path} .*${says.source}`),
        hint,
      );
      assertRefused({ cacert: path }, new RegExp(`^the CA certificate ${path} .*${says.source}`), hint);
    });
  }
});

describe('a key that is', () => {
  const [rsa, ec, ed] = [keyOf('rsa'), keyOf('reader'), keyOf('ed25519')];
  const cases: readonly (readonly [string, string | Buffer, RegExp, RegExp])[] = [
    ['empty', '', /is empty$/, /right file/],
    [
      'RSA in DER (PKCS#1)',
      rsa.export({ format: 'der', type: 'pkcs1' }),
      /is DER/,
      /openssl pkey -inform DER/,
    ],
    [
      'RSA in DER (PKCS#8)',
      rsa.export({ format: 'der', type: 'pkcs8' }),
      /is DER/,
      /openssl pkey -inform DER/,
    ],
    ['EC in DER (SEC1)', ec.export({ format: 'der', type: 'sec1' }), /is DER/, /openssl pkey -inform DER/],
    ['Ed25519 in DER', ed.export({ format: 'der', type: 'pkcs8' }), /is DER/, /openssl pkey -inform DER/],
    [
      'encrypted (PKCS#8)',
      ec.export({ format: 'pem', type: 'pkcs8', ...LOCK }),
      /is encrypted/,
      /openssl pkey -in/,
    ],
    [
      'encrypted (PKCS#1)',
      rsa.export({ format: 'pem', type: 'pkcs1', ...LOCK }),
      /is encrypted/,
      /openssl pkey -in/,
    ],
    [
      'encrypted (SEC1)',
      ec.export({ format: 'pem', type: 'sec1', ...LOCK }),
      /is encrypted/,
      /openssl pkey -in/,
    ],
    ['a certificate', read('reader'), /holds a certificate and no key$/, /mixed up/],
    ['a certificate in DER', der('reader'), /holds a certificate and no key$/, /mixed up/],
    [
      'public',
      createPublicKey(ec).export({ format: 'pem', type: 'spki' }),
      /holds a public key$/,
      /private key/,
    ],
    [
      "OpenSSH's",
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----',
      /OpenSSH/,
      /ssh-keygen/,
    ],
    ['cut off', read('reader.key').slice(0, 100), /is cut off$/, /copy it again/],
    [
      'damaged',
      read('reader.key').replace(/\nM[^\n]{20}/, '\nAAAAAAAAAAAAAAAAAAAAA'),
      /is damaged$/,
      /copy it again/,
    ],
    ['text', 'hello', /is no PEM key$/, /BEGIN PRIVATE KEY/],
    [
      'of another certificate',
      read('server.key'),
      /is not that of the certificate \S+reader\.pem$/,
      /made together/,
    ],
    ['of another kind (RSA)', read('rsa.key'), /a key of type EC, and this is RSA$/, /made together/],
    [
      'of another kind (Ed25519)',
      read('ed25519.key'),
      /a key of type EC, and this is ED25519$/,
      /made together/,
    ],
  ];
  for (const [what, content, says, hint] of cases) {
    it(what, () => {
      const key = file('key.pem', content);
      assertRefused({ cert: pem('reader'), key }, new RegExp(`^the key ${key} .*${says.source}`), hint);
    });
  }

  it('of a certificate that is not the first of its file', () => {
    const cert = file('chain.pem', read('between') + read('deep'));
    const key = pem('deep.key');
    assertRefused({ cert, key }, /deep\.key\.pem is number 2 in \S+chain\.pem$/, /the first one there/);
  });
});

it('text around certificates and keys, and both in one file, are fine', () => {
  const both = file('both.pem', `Bag Attributes\n${read('reader.key')}${read('reader')}\nend`);
  const settings = settingsFor(['https://127.0.0.1:1'], { cert: both, key: both, cacert: pem('ca') });
  assert.ok(loadTls(settings, true));
});
