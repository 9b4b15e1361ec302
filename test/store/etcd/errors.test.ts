import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NameError, StoreError, UnknownOutcomeError } from '../../../src/errors.ts';
import { PermissionError } from '../../../src/store/errors.ts';
import { ERROR_TABLE } from '../../../src/store/etcd/error-table.ts';
import { failureOf, isStaleToken, storeError, writeError } from '../../../src/store/etcd/translate-error.ts';
import { findEtcd } from '../../../tools/throwaway-etcd/binary.ts';
import { ROOT } from '../../support/run/cli.ts';

const URL = 'http://10.0.0.1:2379';

/** Ours: etcd3 must not see etcd's own (call-options.ts). */
const STALE_TOKEN = 'stale login token';

/** Texts of etcd's rpctypes and of grpc-js that no test can provoke at will. */
const WRITES: [string, typeof StoreError | typeof UnknownOutcomeError][] = [
  ['14 UNAVAILABLE: etcdserver: leader changed', UnknownOutcomeError],
  [
    '14 UNAVAILABLE: etcdserver: request timed out, possibly due to previous leader failure',
    UnknownOutcomeError,
  ],
  ['14 UNAVAILABLE: etcdserver: server stopped', UnknownOutcomeError],
  ['14 UNAVAILABLE: read ECONNRESET', UnknownOutcomeError],
  ['14 UNAVAILABLE: read ETIMEDOUT', UnknownOutcomeError],
  ['14 UNAVAILABLE: Connection dropped', UnknownOutcomeError],
  ['1 CANCELLED: no longer needed', UnknownOutcomeError],
  ['2 UNKNOWN: something new', UnknownOutcomeError],
  ['13 INTERNAL: Received RST_STREAM with code 2', UnknownOutcomeError],
  ['4 DEADLINE_EXCEEDED: Deadline exceeded after 5s', UnknownOutcomeError],
  ['8 RESOURCE_EXHAUSTED: etcdserver: mvcc: database space exceeded', UnknownOutcomeError],
  ['8 RESOURCE_EXHAUSTED: Received message larger than max (99 vs 9)', UnknownOutcomeError],
  ['15 DATA_LOSS: etcdserver: corrupt cluster', UnknownOutcomeError],
  ['something without a code', UnknownOutcomeError],
  ['14 UNAVAILABLE: etcdserver: no leader', StoreError],
  ['8 RESOURCE_EXHAUSTED: etcdserver: too many requests', StoreError],
  ['14 UNAVAILABLE: etcdserver: rpc not supported for learner', StoreError],
  ['7 PERMISSION_DENIED: etcdserver: permission denied', PermissionError],
  ['16 UNAUTHENTICATED: etcdserver: stale login token', StoreError],
  ['3 INVALID_ARGUMENT: etcdserver: user name is empty', StoreError],
  ['3 INVALID_ARGUMENT: etcdserver: duplicate key given in txn request', StoreError],
  ['3 INVALID_ARGUMENT: etcdserver: too many operations in txn request', StoreError],
  ['12 UNIMPLEMENTED: unknown service etcdserverpb.KV', StoreError],
  ['14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 10.0.0.1:2379', StoreError],
  ['14 UNAVAILABLE: Name resolution failed for target dns:a:1', StoreError],
  ['Channel has been shut down', StoreError],
];

test('only what surely was not carried out is no unknown outcome', () => {
  for (const [message, kind] of WRITES) {
    const error = writeError(failureOf(URL, new Error(message)));
    assert.equal(error.constructor, kind, message);
    assert.ok(error.message.includes(URL), error.message);
    assert.ok(error.hint);
  }
});

test("words that no test can provoke are this etcd's own", async () => {
  const program = readFileSync(await findEtcd());
  const words = WRITES.flatMap(([message]) => /etcdserver: .*/.exec(message) ?? []).filter(
    (text) => !text.includes(STALE_TOKEN),
  );
  assert.ok(words.length > 10);
  for (const text of words) assert.ok(program.includes(text), text);
});

test('a connection that was reset before it stood is told by what it was to be', () => {
  const reset = [
    '14 UNAVAILABLE: No connection established. Last error: read ECONNRESET',
    '14 UNAVAILABLE: No connection established. Last error: Error: read ECONNRESET. Resolution note: ',
    '14 UNAVAILABLE: No connection established. Last error: Error: write EPIPE. Resolution note: ',
  ];
  for (const message of reset) {
    const error = (url: string) => storeError([failureOf(url, new Error(message))]);
    assert.match(error('https://a:1').message, /no TLS connection can be made$/);
    assert.match(error('https://a:1').hint ?? '', /http:\/\//);
    assert.match(error('http://a:1').message, /the connection was closed at once$/);
    assert.match(error('http://a:1').hint ?? '', /https:\/\//);
    assert.equal(writeError(failureOf('https://a:1', new Error(message))).constructor, StoreError);
  }
});

test('each endpoint is told with its own trouble, a common hint once', () => {
  const failures = ['http://a:1', 'http://b:1'].map((url) =>
    failureOf(url, new Error('connect ECONNREFUSED')),
  );
  const mixed = storeError([
    ...failures,
    failureOf('http://c:1', new Error('14 UNAVAILABLE: etcdserver: no leader')),
  ]);
  assert.equal(
    mixed.message,
    'etcd could not be asked: http://a:1: connection refused, http://b:1: connection refused, ' +
      'http://c:1: the cluster has no leader: most of its members are down or cut off',
  );
  assert.equal(mixed.hint?.match(/--endpoints/g)?.length, 1);
});

test("words nobody foresaw are the server's own, on one line", () => {
  const { message } = storeError([failureOf(URL, new Error('2 UNKNOWN: etcdserver: new\n  thing'))]);
  assert.equal(message, `etcd could not be asked: ${URL}: new thing`);
});

test('docs/errors.md has every trouble in its own words', () => {
  const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
  const told = ERROR_TABLE.flatMap(({ says }) => (says === undefined ? [] : [says]));
  assert.ok(told.length > 20);
  for (const says of told) assert.ok(page.includes(says.split(/[:,] (?!wrong)/)[0] ?? ''), says);
});

test('known errors pass through', () => {
  const known = new NameError('x');
  assert.throws(
    () => failureOf(URL, known),
    (error) => error === known,
  );
});

test('both ways in which a login goes stale are known', () => {
  assert.ok(isStaleToken(new Error('16 UNAUTHENTICATED: etcdserver: stale login token')));
  assert.ok(isStaleToken(new Error('3 INVALID_ARGUMENT: etcdserver: revision of auth store is old')));
  assert.ok(!isStaleToken(new Error('7 PERMISSION_DENIED: etcdserver: permission denied')));
});
