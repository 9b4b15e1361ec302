/** Servers that answer as etcd never should, and what reads make of it. */
import assert from 'node:assert/strict';
import http2, { type ServerHttp2Stream } from 'node:http2';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { StoreError } from '../../../src/errors.ts';
import { TooLargeError } from '../../../src/store/errors.ts';
import { MAX_ANSWER_BYTES } from '../../../src/store/etcd/connection.ts';
import { errorOfStatus } from '../../../src/store/etcd/http2/grpc-status.ts';
import { framed, newIncoming } from '../../../src/store/etcd/http2/message.ts';
import type { RangeRequest } from '../../../src/store/source.ts';
import { esiState } from '../../support/run/cli.ts';
import { deadEndpoint, listen, openSource } from '../../support/run/connections.ts';

const OK = { ':status': 200, 'content-type': 'application/grpc' };

/** The messages that bytes came to, being cut at these places, and whether another one has begun. */
function arrived(bytes: Buffer, cuts: readonly number[]): { messages: Buffer[]; isInside: boolean } {
  const messages: Buffer[] = [];
  const incoming = newIncoming((message) => messages.push(message));
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  places.slice(1).forEach((to, i) => {
    incoming.add(bytes.subarray(places[i], to));
  });
  return { messages, isInside: incoming.isInside() };
}

test('messages are whole however they are cut, and only when their last byte has come', () => {
  const message = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(framed));
        assert.deepEqual(arrived(bytes, cuts), { messages, isInside: false });
        assert.deepEqual(arrived(bytes.subarray(0, -1), cuts), {
          messages: messages.slice(0, -1),
          isInside: true,
        });
      },
    ),
  );
});

test('a message of more than is taken, and a compressed one, are refused by their first bytes', () => {
  const prefix = (flag: number, length: number) => {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt8(flag);
    bytes.writeUInt32BE(length, 1);
    return bytes;
  };
  assert.deepEqual(arrived(prefix(0, MAX_ANSWER_BYTES), []), { messages: [], isInside: true });
  assert.throws(() => arrived(prefix(0, MAX_ANSWER_BYTES + 1), [2]), /Received message larger than max/);
  assert.throws(() => arrived(prefix(1, 3), []), /INTERNAL: a compressed message/);
});

test('a status is told in words; bytes of its message that are no UTF-8 as they are', () => {
  assert.equal(errorOfStatus('0', 'whatever'), undefined);
  assert.equal(
    errorOfStatus('7', 'etcdserver%3A%20permission denied')?.message,
    '7 PERMISSION_DENIED: etcdserver: permission denied',
  );
  assert.equal(errorOfStatus('14', '%ff%zz')?.message, '14 UNAVAILABLE: %ff%zz');
  for (const code of ['99', '', '-1', 'x'])
    assert.match(errorOfStatus(code, undefined)?.message ?? '', /^2 UNKNOWN: /);
});

/** A server that answers each request like this, and a source of it. */
async function answering(t: TestContext, answer: (stream: ServerHttp2Stream) => void) {
  const server = http2.createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    answer(stream);
  });
  server.on('sessionError', () => undefined);
  const endpoint = await listen(t, server);
  return openSource(t, [endpoint], { commandTimeoutMs: 600 });
}

function withTrailers(stream: ServerHttp2Stream, body: Buffer, trailers: Record<string, string>): void {
  stream.respond(OK, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

/** A RangeResponse without a key. */
const NONE = framed(Buffer.alloc(0));

const ODD: readonly [string, (stream: ServerHttp2Stream) => void, RegExp][] = [
  [
    'no status',
    (stream) => {
      stream.respond(OK);
      stream.end(NONE);
    },
    /the connection was lost/,
  ],
  [
    'a message cut short',
    (stream) => withTrailers(stream, NONE.subarray(0, 3), { 'grpc-status': '0' }),
    /the connection was lost/,
  ],
  [
    'two messages',
    (stream) => withTrailers(stream, Buffer.concat([NONE, NONE, NONE]), { 'grpc-status': '0' }),
    /the connection was lost/,
  ],
  [
    'a web page',
    (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/html' });
      stream.end('<html>');
    },
    /not etcd/,
  ],
  [
    'a redirection',
    (stream) => {
      stream.respond({ ':status': 302, location: 'http://127.0.0.1:1/' });
      stream.end();
    },
    /not etcd/,
  ],
  [
    'a reset stream',
    (stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
    /the connection was lost/,
  ],
  ['a cut connection', (stream) => stream.session?.destroy(), /the connection was lost/],
  [
    'silence behind the first bytes',
    (stream) => {
      stream.respond(OK);
      stream.write(NONE.subarray(0, 3));
    },
    /no answer within the command timeout/,
  ],
  [
    'an error after half of an answer',
    (stream) =>
      withTrailers(stream, NONE.subarray(0, 3), {
        'grpc-status': '14',
        'grpc-message': 'etcdserver%3A no leader',
      }),
    /no leader/,
  ],
];

for (const [what, answer, says] of ODD) {
  test(`${what} is a failed read, never an answer`, async (t) => {
    const source = await answering(t, answer);
    await assert.rejects(source.read([{ from: 'a' }]), (error) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.match(error.message, says);
      return true;
    });
  });
}

test('an answer that is too large is known by its length, before it is read', async (t) => {
  const prefix = Buffer.from([0, 0xff, 0xff, 0xff, 0xff]);
  const source = await answering(t, (stream) => {
    stream.respond(OK);
    stream.write(prefix);
  });
  await assert.rejects(source.read([{ from: 'a' }]), TooLargeError);
});

test('of several endpoints the one that can be acted on decides what kind of failure it is', async (t) => {
  const server = http2.createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.respond(OK);
    stream.write(Buffer.from([0, 0xff, 0xff, 0xff, 0xff]));
  });
  const [large, dead] = [await listen(t, server), await deadEndpoint()];
  for (const endpoints of [
    [large, dead],
    [dead, large],
  ])
    await assert.rejects(openSource(t, endpoints).read([{ from: 'a' }]), TooLargeError);
});

test('a server that says goodbye is connected to again', async (t) => {
  let sessions = 0;
  let requests = 0;
  const server = http2.createServer();
  server.on('session', () => {
    sessions += 1;
  });
  server.on('stream', (stream) => {
    requests += 1;
    withTrailers(stream, NONE, { 'grpc-status': '0' });
    stream.session?.close();
  });
  const source = openSource(t, [await listen(t, server)]);
  for (let read = 0; read < 5; read += 1)
    assert.deepEqual((await source.read([{ from: 'a' }])).ranges[0]?.keys, []);
  assert.equal(requests, 5);
  assert.ok(sessions > 1, `${sessions} connection`);
});

/** A range's answer: keys by name, and whether more follow. */
function rangeAnswer(keys: readonly string[], more: boolean): Buffer {
  const field = (tag: number, bytes: Buffer) => Buffer.concat([Buffer.of(tag, bytes.length), bytes]);
  const entries = keys.map((key) => field(0x12, field(0x0a, Buffer.from(key))));
  return Buffer.concat([...entries, ...(more ? [Buffer.of(0x18, 1)] : [])]);
}

const IMPOSSIBLE: readonly (readonly [string, readonly string[], RangeRequest])[] = [
  ['more, and no key', [], { from: '/state/', to: '/state0', limit: 2 }],
  ['the same page for ever', ['/state/a', '/state/b'], { from: '/state/b\0', to: '/state0', limit: 2 }],
  ['more without a limit', ['/state/a'], { from: '/state/', to: '/state0' }],
  ['keys behind the range', ['/state/a', '/zzz'], { from: '/state/', to: '/state0', limit: 2 }],
  ['another key', ['/state/b'], { from: '/state/a', limit: 1 }],
];

for (const [what, keys, request] of IMPOSSIBLE) {
  test(`a server that says there is more is not believed: ${what}`, async (t) => {
    const source = await answering(t, (stream) =>
      withTrailers(stream, framed(rangeAnswer(keys, true)), { 'grpc-status': '0' }),
    );
    await assert.rejects(source.read([request]), (error) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.match(error.message, /an answer that can't be/);
      return true;
    });
  });
}

test('a server that always says more ends each command that reads, with one line', async (t) => {
  const server = http2.createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    withTrailers(stream, framed(rangeAnswer(['/state/v2.0/ports/a'], true)), { 'grpc-status': '0' });
  });
  const env = { ETCDCTL_ENDPOINTS: await listen(t, server) };
  for (const args of [
    ['verify', '--all'],
    ['verify', 'ports/'],
    ['show', 'abcd'],
    ['repair', '--all'],
  ]) {
    const { code, stderr } = await esiState(args, { env });
    assert.equal(code, 3, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, /^error: [^\n]*an answer that can't be[^\n]*\n(?:hint|try)?/);
  }
});
