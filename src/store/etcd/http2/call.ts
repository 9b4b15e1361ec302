import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  sensitiveHeaders,
} from 'node:http2';
import type { CallOptions } from '../connection.ts';
import { timeLeft, within } from '../deadline.ts';
import type { Method } from '../methods.ts';
import { errorOfStatus, grpcError, wordsOf } from './grpc-status.ts';
import { framed, newIncoming } from './message.ts';

/** gRPC over HTTP/2: a request has these (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
function headersOf({ path, leaderless, authority }: Target, options: CallOptions): OutgoingHttpHeaders {
  const { token } = options;
  return {
    ':method': 'POST',
    ':path': path,
    ':authority': authority,
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'esi-state',
    'grpc-timeout': timeoutOf(timeLeft(options)),
    ...(leaderless ? {} : { hasleader: 'true' }),
    // HPACK would else keep it in its table.
    ...(token === undefined ? {} : { token, [sensitiveHeaders]: ['token'] }),
  };
}

/** At most eight digits and a unit: the server then gives up by itself what nobody waits for any more. */
function timeoutOf(ms: number): string {
  return ms < 1e8 ? `${Math.max(1, Math.ceil(ms))}m` : `${Math.min(99_999_999, Math.ceil(ms / 1000))}S`;
}

/** What the server's first headers say of what is to come; undefined where it may be an answer. */
function refusal(headers: IncomingHttpHeaders): Error | undefined {
  const { ':status': code, 'content-type': type = '' } = headers as Record<string, string | undefined>;
  if (Number(code) !== constants.HTTP_STATUS_OK)
    return grpcError('UNAVAILABLE', `Received HTTP status code ${code}`);
  return type.startsWith('application/grpc')
    ? undefined
    : grpcError('UNKNOWN', `Received content-type ${JSON.stringify(type)}, which is none of gRPC`);
}

/** Bytes of answers that came over a connection so far: requests wait for each other's on a slow link. */
const arrived = new WeakMap<ClientHttp2Session, number>();

function bytesArrived(session: ClientHttp2Session): number {
  return arrived.get(session) ?? 0;
}

/** Fewer than these are no sign that an answer is coming. */
const COMING_BYTES = 1024;

/** By our clock, or by the server's. */
function isLate(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('4 DEADLINE_EXCEEDED');
}

/** Gives each message that comes to `take`, until the stream has ended well. Throws `grpcError`s, and what `take` throws. */
function messagesOf(
  session: ClientHttp2Session,
  stream: ClientHttp2Stream,
  take: (message: Buffer) => void,
): Promise<void> {
  const incoming = newIncoming(take);
  let error: Error | undefined;
  let ended = false;
  const fail = (cause: Error) => {
    error ??= cause;
    stream.close(constants.NGHTTP2_CANCEL);
  };
  const readStatus = (headers: IncomingHttpHeaders) => {
    const code = headers['grpc-status'];
    if (typeof code !== 'string') return;
    ended = true;
    error ??= errorOfStatus(code, headers['grpc-message'] as string | undefined);
  };
  stream.on('response', (headers) => {
    const refused = refusal(headers);
    if (refused === undefined) readStatus(headers);
    else fail(refused);
  });
  stream.on('trailers', readStatus);
  stream.on('data', (piece: Buffer) => {
    arrived.set(session, bytesArrived(session) + piece.length);
    try {
      incoming.add(piece);
    } catch (cause) {
      fail(cause as Error);
    }
  });
  stream.on('error', (cause) => {
    error ??= grpcError('UNAVAILABLE', wordsOf(cause), cause);
  });
  return new Promise((resolve, reject) => {
    stream.on('close', () => {
      if (error !== undefined) reject(error);
      else if (!ended) reject(grpcError('UNAVAILABLE', `Connection dropped (RST_STREAM ${stream.rstCode})`));
      else if (incoming.isInside()) reject(grpcError('INTERNAL', 'the answer ends inside its message'));
      else resolve();
    });
  });
}

async function answerOf(session: ClientHttp2Session, stream: ClientHttp2Stream): Promise<Buffer> {
  let answer: Buffer | undefined;
  await messagesOf(session, stream, (message) => {
    if (answer !== undefined) throw grpcError('INTERNAL', 'more came than one message');
    answer = message;
  });
  if (answer === undefined) throw grpcError('INTERNAL', 'the answer has no message');
  return answer;
}

function open(session: ClientHttp2Session, headers: OutgoingHttpHeaders): ClientHttp2Stream {
  try {
    return session.request(headers);
  } catch (cause) {
    // The server said goodbye a moment ago.
    throw grpcError('UNAVAILABLE', wordsOf(cause), cause);
  }
}

const ENDS = {
  late: () => grpcError('DEADLINE_EXCEEDED', 'Deadline exceeded'),
  aborted: () => grpcError('CANCELLED', 'no longer needed'),
};

/** Where a request goes. */
interface Target extends Pick<Method<unknown>, 'path' | 'leaderless'> {
  readonly authority: string;
}

/** Sends one message and gives the one that answers it. Throws `grpcError`s, at the limit too. */
export function call(
  session: ClientHttp2Session,
  target: Target,
  message: Buffer,
  options: CallOptions,
): Promise<Buffer> {
  return during(session, target, options, (stream) => {
    const answer = answerOf(session, stream);
    stream.end(framed(message));
    return answer;
  });
}

/**
 * Sends one message and listens to what answers it, until `take` makes something of one; undefined where the server ends
 * it before. Throws as `call` does.
 */
export function listen<T>(
  session: ClientHttp2Session,
  target: Target,
  message: Buffer,
  options: CallOptions,
  take: (message: Buffer) => T | undefined,
): Promise<T | undefined> {
  return during(session, target, options, (stream) => {
    stream.write(framed(message));
    return new Promise((resolve, reject) => {
      messagesOf(session, stream, (told) => {
        const made = take(told);
        if (made !== undefined) resolve(made);
      }).then(() => resolve(undefined), reject);
    });
  });
}

async function during<T>(
  session: ClientHttp2Session,
  target: Target,
  options: CallOptions,
  use: (stream: ClientHttp2Stream) => Promise<T>,
): Promise<T> {
  const stream = open(session, headersOf(target, options));
  const before = bytesArrived(session);
  try {
    return await within(use(stream), options, ENDS);
  } catch (error) {
    if (!isLate(error) || bytesArrived(session) - before < COMING_BYTES) throw error;
    // What is on its way would delay the next answer on this connection: that comes over another one.
    session.close();
    throw grpcError('DEADLINE_EXCEEDED', 'Deadline exceeded while the answer was coming', error);
  } finally {
    // Of one that has ended nothing is left to close.
    stream.close(constants.NGHTTP2_CANCEL);
  }
}
