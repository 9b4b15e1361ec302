/** What a failed request tells the rest of the store. */
export interface ErrorRow {
  /** Tested against the error's message: etcd3 keeps grpc's code and text there and little else; reads say it alike. */
  readonly when: RegExp;
  /** Only where it was to be reached by TLS. */
  readonly byTls?: true;
  /** What went wrong, to stand behind the endpoint; absent: the server's own words. */
  readonly says?: string;
  readonly hint: string;
  /** Whether a read may succeed: at another endpoint, a moment later (at any), or nowhere. */
  readonly again: 'elsewhere' | 'later' | 'never';
  /** True where nothing can have been written: it was refused before it was carried out, or never sent. */
  readonly unwritten: boolean;
  /** It says no more than that time ran out. */
  readonly late?: true;
}

const elsewhere = { again: 'elsewhere' } as const;
const later = { again: 'later' } as const;
const never = { again: 'never' } as const;
/** The server refused the request before carrying it out. */
const refused = { unwritten: true } as const;
/** The server may have carried it out: only what was never sent counts as unwritten (translate-error.ts). */
const doubt = { unwritten: false } as const;
const noTls = {
  says: 'no TLS connection can be made',
  hint: 'the server may speak plain text: try http:// and no TLS options',
  ...elsewhere,
  ...doubt,
} as const;

/**
 * The first row that matches counts. Texts: seen with etcd 3.4.23, 3.5.16 and 3.5.30, grpc-js 1.14 and Node's TLS;
 * others from etcd's api/v3rpc/rpctypes/error.go.
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
  {
    when: /no connection in time/,
    says: 'no connection within the dial timeout',
    hint: 'check that the server runs and that no firewall drops packets; --dial-timeout sets the limit',
    ...elsewhere,
    ...refused,
    late: true,
  },
  {
    when: /operation was aborted|no longer needed/,
    says: 'the connection was closed by this program',
    hint: 'start it again',
    ...never,
    ...doubt,
  },
  {
    when: /ECONNREFUSED/,
    says: 'connection refused',
    hint: 'check that etcd runs there, or name others with --endpoints or ETCDCTL_ENDPOINTS',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /name resolution failed|ENOTFOUND|EAI_AGAIN/i,
    says: 'the name cannot be resolved',
    hint: 'check its spelling and the DNS',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /E(HOST|NET)(UNREACH|DOWN)|EADDRNOTAVAIL|ETIMEDOUT/,
    says: 'the host cannot be reached',
    hint: 'check the network and the address',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /certificate has expired/,
    says: "the server's certificate has expired",
    hint: 'renew it, or check the clock of this machine',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /certificate is not yet valid/,
    says: "the server's certificate is not valid yet",
    hint: 'check the clocks',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /ALTNAME_INVALID|altnames/,
    says: "the server's certificate is for another name",
    hint: 'use a name or address that it holds (openssl x509 -ext subjectAltName tells)',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /unable to (verify|get)[^:]*certificate|self.signed certificate/,
    says: "the authority of the server's certificate is not trusted",
    hint: 'give the CA with --cacert or ETCDCTL_CACERT',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /alert (bad certificate|certificate|unknown ca|handshake)|certificate required/,
    says: 'the server does not accept our certificate',
    hint: 'give one it trusts with --cert and --key',
    ...elsewhere,
    ...doubt,
  },
  {
    // etcd 3.4 closes a plain connection that begins with a handshake, and the system resets it where that was not read yet.
    when: /Last error: (Error: )?(read|write) (ECONNRESET|EPIPE)/,
    byTls: true,
    ...noTls,
  },
  {
    when: /disconnected before secure TLS|wrong version number|packet length too long|http request|EPROTO|SSL routines/,
    ...noTls,
  },
  {
    when: /Protocol error|Parse Error|Received HTTP status|content.type/i,
    says: 'something that is not etcd answers',
    hint: "check the port: it must be that of etcd's clients",
    ...elsewhere,
    ...doubt,
  },
  {
    when: /Last error: (Failed to connect|Connection closed before|(Error: )?(read|write) (ECONNRESET|EPIPE))/,
    says: 'the connection was closed at once',
    hint: 'the server may demand TLS (try https://), or may not be etcd',
    ...elsewhere,
    ...doubt,
  },
  {
    when: /UNIMPLEMENTED/,
    says: "the server does not know etcd's v3 API",
    hint: 'check that etcd 3.4 or newer listens there',
    ...elsewhere,
    ...refused,
  },
  {
    when: /authentication failed/,
    says: 'authentication failed, wrong user or password',
    hint: 'check --user and the password',
    ...never,
    ...refused,
  },
  {
    when: /user name is empty|user name not found/,
    says: 'the server demands a user',
    hint: 'give --user and a password',
    ...never,
    ...refused,
  },
  {
    when: /permission denied/,
    says: 'permission denied',
    hint: 'give the etcd user a role with that right; ping tells what it has on each prefix',
    ...never,
    ...refused,
  },
  {
    when: /stale login token|invalid auth token|revision of auth store|UNAUTHENTICATED/,
    says: 'the login is not accepted',
    hint: 'users or roles may just have changed: try again',
    ...later,
    ...refused,
  },
  {
    when: /future revision/,
    says: 'that revision is yet to come',
    hint: "take at most the store's newest; ping tells it",
    ...never,
    ...refused,
  },
  {
    when: /been compacted/,
    says: 'that revision was compacted',
    hint: 'take a newer one',
    ...never,
    ...refused,
  },
  {
    when: /request is too large|too many operations|received message larger than max \(\d+ vs\. /,
    says: 'the request is larger than the server takes',
    hint: 'its limits are --max-request-bytes and --max-txn-ops',
    ...never,
    ...refused,
  },
  {
    when: /Attempted to send message/,
    says: 'the request is too large',
    hint: 'write less at once',
    ...never,
    ...refused,
  },
  {
    when: /Received message larger than max/,
    says: 'the answer is larger than 64 MiB, or it is none of etcd',
    hint: 'read less at once, and check the port',
    ...elsewhere,
    ...doubt,
  },
  // Not surely refused: a member at its quota applies a write that is under way and returns this error all the same
  // (quotaApplierV3 in etcd's server/apply.go).
  {
    when: /database space exceeded/,
    says: 'the database is full (NOSPACE)',
    hint: 'compact, defragment, then disarm the alarm (all with etcdctl)',
    ...never,
    ...doubt,
  },
  {
    when: /too many requests/,
    says: 'the server is overloaded',
    hint: 'try again later',
    ...later,
    ...refused,
  },
  { when: /learner|not capable|unhealthy cluster/, hint: 'ask another member', ...elsewhere, ...refused },
  {
    when: /INVALID_ARGUMENT|NOT_FOUND|FAILED_PRECONDITION/,
    hint: 'this may be a bug of esi-state: report it',
    ...never,
    ...refused,
  },
  { when: /corrupt/, hint: 'the cluster raised its corruption alarm: mend it first', ...never, ...doubt },
  // Said before anything is carried out: every request that is not about the member itself demands a leader
  // (call-options.ts; etcd's api/v3rpc/interceptor.go).
  {
    when: /no leader/,
    says: 'the cluster has no leader: most of its members are down or cut off',
    hint: 'bring them back (ping tells which answer)',
    ...later,
    ...refused,
  },
  {
    when: /not leader|leader changed/,
    says: 'the cluster is changing its leader',
    hint: 'try again (ping tells who leads)',
    ...later,
    ...doubt,
  },
  {
    when: /etcdserver: request timed out|server stopped/,
    hint: 'check the load and the members of the cluster',
    ...later,
    ...doubt,
  },
  {
    when: /while the answer was coming/,
    says: 'no answer within the command timeout, though it was coming',
    hint: 'the link is slow, or much is asked for: --command-timeout sets the limit',
    ...elsewhere,
    ...doubt,
    late: true,
  },
  {
    when: /DEADLINE_EXCEEDED/,
    says: 'no answer within the command timeout',
    hint: 'check the server and its load; --command-timeout sets the limit',
    ...elsewhere,
    ...doubt,
    late: true,
  },
  {
    when: /UNAVAILABLE|ECONNRESET|EPIPE|ABORTED|INTERNAL|CANCELLED|shut ?down|closed/,
    says: 'the connection was lost',
    hint: 'check the server, and try again',
    ...later,
    ...doubt,
  },
];

/** Anything else that a server says. */
export const UNKNOWN_ERROR: ErrorRow = {
  when: /^/,
  hint: 'see the log of the server',
  ...elsewhere,
  ...doubt,
};
