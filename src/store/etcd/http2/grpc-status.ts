/** gRPC's statuses (grpc.io/docs/guides/status-codes), in the words that grpc-js has for them. */
const NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

type StatusName = (typeof NAMES)[number];

/** An error as grpc-js words it: etcd3 is used beside this, and both are recognised by the same table. */
export function grpcError(name: StatusName, details: string, cause?: unknown): Error {
  return new Error(`${NAMES.indexOf(name)} ${name}: ${details}`, { cause });
}

/** What `grpc-status` and `grpc-message` tell: undefined where all went well. */
export function errorOfStatus(code: string, message: string | undefined): Error | undefined {
  if (code === '0') return undefined;
  const name = /^\d+$/.test(code) ? NAMES[Number(code)] : undefined;
  return grpcError(name ?? 'UNKNOWN', decoded(message ?? ''));
}

/** Percent-encoded bytes of UTF-8; what is encoded wrongly is shown as it is. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

/** Node's words of what broke; where it tried several addresses its error has none but those of each. */
export function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
