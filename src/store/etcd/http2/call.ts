import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  sensitiveHeaders,
} from 'node:http2';
import { type CallOptions, needsLeader } from '../connection.ts';
import { within } from '../limit.ts';
import { errorOfStatus, grpcError, wordsOf } from './grpc-status.ts';
import { framed, newIncoming } from './message.ts';

/** gRPC over HTTP/2: a request has these (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
function headersOf(path: string, authority: string, { deadline, token }: CallOptions): OutgoingHttpHeaders {
  return {
    ':method': 'POST',
    ':path': path,
    ':authority': authority,
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'esi-state',
    'grpc-timeout': timeoutOf(deadline - Date.now()),
    ...(needsLeader(path) ? { hasleader: 'true' } : {}),
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

/** What `stream` brings, once it has ended. Throws `grpcError`s. */
function answerOf(stream: ClientHttp2Stream): Promise<Buffer> {
  const incoming = newIncoming();
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
      const whole = incoming.whole();
      if (error !== undefined) reject(error);
      else if (!ended) reject(grpcError('UNAVAILABLE', `Connection dropped (RST_STREAM ${stream.rstCode})`));
      else if (whole === undefined) reject(grpcError('INTERNAL', 'the answer ends inside its message'));
      else resolve(whole);
    });
  });
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

/** Sends one message and gives the one that answers it. Throws `grpcError`s, at the limit too. */
export async function call(
  session: ClientHttp2Session,
  { path, authority }: { readonly path: string; readonly authority: string },
  message: Buffer,
  options: CallOptions,
): Promise<Buffer> {
  const stream = open(session, headersOf(path, authority, options));
  try {
    const answer = answerOf(stream);
    stream.end(framed(message));
    return await within(answer, options, ENDS);
  } catch (error) {
    stream.close(constants.NGHTTP2_CANCEL);
    throw error;
  }
}
