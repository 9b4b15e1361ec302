/** Secrets that stand in a text: each form of them, escaped in each way, and what looks like one and is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskBytes } from '../../src/secrets/images.ts';
import { MASK, maskJson, maskSentence } from '../../src/secrets/mask.ts';
import { maskerFor } from '../../src/secrets/maskers.ts';
import { USUAL_SECRETS } from '../../src/secrets/secret-keys.ts';
import { secretSpans } from '../../src/secrets/secret-spans.ts';
import { allRecordings } from '../support/data/recordings.ts';
import { FORMS, leaks, secretTexts } from '../support/generators/secrets.ts';

function masked(text: string): string {
  return maskSentence(maskerFor(USUAL_SECRETS, []), text);
}

/** What is shown of a stored text. */
function shown(text: string): unknown {
  return maskJson(maskerFor(USUAL_SECRETS, []), text, '');
}

const M = '********';
const PEM_BODY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';
const BASIC = Buffer.from('admin:opensesame').toString('base64');
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const FERNET = `gAAAAABk${'x9-_'.repeat(20)}==`;

const CASES: readonly (readonly [stored: string, shown: string])[] = [
  ['{"h": "Authorization: OAuth oauth_token="abc""}', `{"h": "Authorization: ${M}`],
  ['Authorization: ApiKey S3CR3T', `Authorization: ${M}`],
  ['authorization=Bearer S3CR3T', `authorization=Bearer ${M}`],
  ['export AUTHORIZATION=Basic abc; x', `export AUTHORIZATION=Basic ${M}; x`],
  ['https://0123456789abcdef0123@github.com/x', `https://${M}@github.com/x`],
  [`token ghp_${'a1'.repeat(18)}.`, `token ${M}.`],
  [`hvs.${'aB3_'.repeat(6)}`, M],
  ['root:$6$saltsalt$0123456789abcdef:19000', `root:${M}:19000`],
  [
    "curl -i -X POST -H 'X-Auth-Token: 5f3c' -H 'Content-Type: application/json' -H 'Accept: application/json' http://10.0.0.1:8004/v1/t/stacks/s/i/resources/r/signal",
    `curl -i -X POST -H 'X-Auth-Token: ${M}' -H 'Content-Type: application/json' -H 'Accept: application/json' http://10.0.0.1:8004/v1/t/stacks/s/i/resources/r/signal`,
  ],
  ['curl -H X-Auth-Token:5f3c http://h/', `curl -H X-Auth-Token:${M} http://h/`],
  ['curl -HX-Auth-Token:5f3c http://h/', `curl -HX-Auth-Token:${M} http://h/`],
  ['curl -u admin:pw http://h/', `curl -u admin:${M} http://h/`],
  ['curl http://h/ --user=admin:pw', `curl http://h/ --user=admin:${M}`],
  [
    'http://h:8000/v1/signal/arn%3Aopenstack%3Aheat?Timestamp=2013&SignatureMethod=HmacSHA256&AWSAccessKeyId=AK1&SignatureVersion=2&Signature=a%2Bb%3D',
    `http://h:8000/v1/signal/arn%3Aopenstack%3Aheat?Timestamp=2013&SignatureMethod=HmacSHA256&AWSAccessKeyId=${M}&SignatureVersion=2&Signature=${M}`,
  ],
  [
    'https://h/o?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F2013&X-Amz-Date=1&X-Amz-SignedHeaders=host&X-Amz-Signature=fe5f&x=1',
    `https://h/o?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${M}&X-Amz-Date=1&X-Amz-SignedHeaders=host&X-Amz-Signature=${M}&x=1`,
  ],
  [
    'https://h/v1/o?temp_url_sig=da39&temp_url_expires=1',
    `https://h/v1/o?temp_url_sig=${M}&temp_url_expires=1`,
  ],
  ['https://h/?a=1&token=5f&b=2#c', `https://h/?a=1&token=${M}&b=2#c`],
  [
    'https://h/?to=https%3A%2F%2Fi%2F%3FSignature%3Dab%26x%3D1&y=2',
    `https://h/?to=https%3A%2F%2Fi%2F%3FSignature%3D${M}%26x%3D1&y=2`,
  ],
  ['https://h/?a=1&amp;Signature=ab&amp;b=2', `https://h/?a=1&amp;Signature=${M}&amp;b=2`],
  ['rabbit://nova:rabbit@10.0.0.1:5672/', `rabbit://nova:${M}@10.0.0.1:5672/`],
  ['mysql+pymysql://u:p@ss:w@db/x?y=a', `mysql+pymysql://u:${M}@db/x?y=a`],
  ['http://u:pa/ss@h/x', `http://u:${M}@h/x`],
  ['redis://:pw@h/0', `redis://:${M}@h/0`],
  ['https%3A%2F%2Fu%3Apw%40h%2F', `https%3A%2F%2Fu%3A${M}%40h%2F`],
  [
    `k: -----BEGIN RSA PRIVATE KEY-----\n${PEM_BODY}\n-----END RSA PRIVATE KEY----- behind`,
    `k: -----BEGIN RSA PRIVATE KEY-----${M}-----END RSA PRIVATE KEY----- behind`,
  ],
  [`-----BEGIN PRIVATE KEY-----\\n${PEM_BODY}`, `-----BEGIN PRIVATE KEY-----${M}`],
  [`…\n${PEM_BODY}\n-----END PRIVATE KEY-----\nbehind`, `…${M}-----END PRIVATE KEY-----\nbehind`],
  [
    `GET / HTTP/1.1\nAuthorization: Basic ${BASIC}\nAccept: */*`,
    `GET / HTTP/1.1\nAuthorization: Basic ${M}\nAccept: */*`,
  ],
  [`Authorization: Bearer abc.def to https://h`, `Authorization: Bearer ${M} to https://h`],
  ['Authorization: Digest username="a", response="6629fae4"\nx', `Authorization: ${M}\nx`],
  [`-H "Authorization: Digest username='a', response='66'" -v`, `-H "Authorization: ${M}" -v`],
  [`it sent Basic ${BASIC} to h`, `it sent Basic ${M} to h`],
  [`bearer 5f3c9a1b2c here`, `bearer ${M} here`],
  [`got {'X-Subject-Token': u'5f3c', 'a': 1}`, `got {'X-Subject-Token': u'${M}', 'a': 1}`],
  ['Cookie: a=1; b=2\nHost: h', `Cookie: ${M}\nHost: h`],
  [`with ${JWT}, refused`, `with ${M}, refused`],
  [`id ${FERNET} expired`, `id ${M} expired`],
  [
    'openstack --os-auth-url http://k:5000 --os-password secret stack list',
    `openstack --os-auth-url http://k:5000 --os-password ${M} stack list`,
  ],
  ['tool --password=secret --password-file /etc/x', `tool --password=${M} --password-file /etc/x`],
  [
    String.raw`{cut: "http:\/\/u:pw@h\/?a=1\u0026Signature=ab\u0026b=2"`,
    String.raw`{cut: "http:\/\/u:********@h\/?a=1\u0026Signature=********\u0026b=2"`,
  ],
];

test('a secret is masked where it stands, and the rest stays', () => {
  for (const [stored, wanted] of CASES) assert.equal(masked(stored), wanted);
});

const HARMLESS = [
  'default-domain:admin:f68d0924-ef20-4c1b-ac45-0e6b879af5e7',
  'fa:16:3e:f7:60:7f',
  'http://10.0.0.1:8004/v1/a@b',
  'http://[::1]:8080/a@b',
  'https://h/?SignatureMethod=HmacSHA256&SignatureVersion=2&Expires=1',
  'Stack CREATE completed successfully',
  'Resource CREATE failed: Forbidden: resources.port: authorization failed for user: 7f3c',
  'Basic authentication is off, a bearer token is wanted',
  'a=b; c=d, token_type=bearer',
  'eyJ.x.y and eyJust.a.word',
  '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----',
];

test('what only looks like a secret is not masked', () => {
  for (const text of HARMLESS) assert.equal(masked(text), text);
});

test('nothing of recorded systems is masked', () => {
  const values = allRecordings().flatMap(({ writes }) =>
    writes.flatMap((write) => ('put' in write ? [String(write.value)] : [])),
  );
  assert.ok(values.length > 100);
  for (const value of values) {
    const stored = Buffer.from(value);
    assert.equal(maskBytes(maskerFor(USUAL_SECRETS, []), stored), stored, value);
  }
});

test('that only the secrets within two texts differ is told, and not what they are', () => {
  const texts = ['X-Auth-Token: 5f3c', 'X-Auth-Token: 77aa', 'X-Auth-Token: 5f3c'];
  const masker = maskerFor(USUAL_SECRETS, []);
  assert.deepEqual(
    texts.map((text) => maskSentence(masker, text)),
    ['X-Auth-Token: ********', 'X-Auth-Token: (differs) ********', 'X-Auth-Token: ********'],
  );
});

test('a text that goes on behind a secret of its line is hidden whole', () => {
  assert.equal(shown('password=5f3c and more'), MASK);
  assert.equal(shown('https://h/?password=5f3c'), 'https://h/?password=********');
});

test('a secret that is known from its place is masked in other texts where it stands there', () => {
  const secret = 'opensesame"\\x';
  const masker = maskerFor(USUAL_SECRETS, [new Map([['password', secret]])]);
  assert.equal(maskSentence(masker, `it said ${secret}!`), 'it said ********!');
  assert.doesNotMatch(maskSentence(masker, `it said ${JSON.stringify(secret)}!`), /sesame/);
});

test('of each form nothing of the secret is left at any depth of escapes, and all else is', () => {
  fc.assert(
    fc.property(secretTexts, fc.constantFrom(...FORMS), fc.nat(3), (secret, form, depth) => {
      let text = form.text(secret);
      for (let i = 0; i < depth; i++) text = JSON.stringify(text).slice(1, -1);
      const seen = String(shown(`before ${text} behind`));
      assert.deepEqual(leaks(seen, [secret]), [], seen);
      for (const part of ['before', ...form.kept, 'behind']) assert.ok(seen.includes(part), seen);
    }),
    { numRuns: 500 },
  );
});

test('spans are in order, apart and within the text, whatever it is', () => {
  const pieces = [
    ...FORMS.map(({ text }) => text('QXZJ')),
    ...[
      '//',
      ':',
      '@',
      '"',
      "'",
      '\\',
      'u0026',
      '%3D',
      '&',
      '=',
      '-----BEGIN PRIVATE KEY-----',
      'eyJ',
      '.',
      ' ',
      '\n',
    ],
  ];
  const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 12 });
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('');
      let last = 0;
      for (const { from, start, end } of secretSpans(text, USUAL_SECRETS)) {
        assert.ok(from <= start && last <= start && start < end && end <= text.length);
        last = end;
      }
    }),
    { numRuns: 500 },
  );
});
