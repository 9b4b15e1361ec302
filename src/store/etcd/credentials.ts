import type { KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { UsageError } from '../../errors.ts';
import { isMissing, whyOf } from '../../files/problem.ts';
import { readBytes, readText, SMALL } from '../../files/read.ts';
import { certificatesOf, privateKeyOf } from './pem.ts';
import type { ConnectionSettings } from './settings.ts';
import { systemAuthorities } from './trust.ts';

export interface Login {
  readonly name: string;
  readonly password: string;
}

/** CA bundles have some hundred KiB. */
const MAX_BYTES = 16 * SMALL;

function readSecret(path: string, what: string): Buffer {
  return reading(path, what, () => readBytes(path, MAX_BYTES));
}

function reading<T>(path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const why = isMissing(cause) ? 'there is no such file' : whyOf(cause);
    throw new UsageError(`cannot read the ${what} ${path}: ${why}`, { cause });
  }
}

/** Without the line break that editors put at the end. */
function readPassword(path: string): string {
  const text = reading(path, 'password file', () => readText(path, SMALL)).replace(/\r?\n$/, '');
  if (text !== '') return text;
  throw new UsageError(`the password file ${path} is empty`, { hint: 'etcd takes no empty password' });
}

/** What to log in with; undefined without a user. Reads the password file. Throws `UsageError`. */
export function loadLogin(settings: ConnectionSettings): Login | undefined {
  const { user, password, passwordFile } = settings;
  if (user === undefined) return undefined;
  if (password !== undefined) return { name: user, password };
  if (passwordFile === undefined) {
    throw new UsageError(`there is no password for the etcd user ${user}`, {
      hint: 'give it with --password-file, ETCDCTL_PASSWORD or --user name:password',
    });
  }
  return { name: user, password: readPassword(passwordFile) };
}

/** How a server proves who it is, and we. */
export interface Tls {
  readonly context: SecureContext;
  readonly rejectUnauthorized: boolean;
  /** The name that its certificate must be for, where it is not that of the endpoint. */
  readonly serverName?: string;
}

/**
 * For every connection; undefined for plain text. Reads the TLS files, and where no authority is named those that the
 * system trusts. Throws `UsageError` for files that can't be read, or used, or don't belong together; `note` is told of
 * a certificate that is not valid today, which only a server that asks for one minds.
 */
export function loadTls(
  settings: ConnectionSettings,
  secure: boolean,
  note: (text: string) => void = () => undefined,
): Tls | undefined {
  if (!secure) return undefined;
  const { insecureSkipTlsVerify, serverName } = settings;
  const ca = authorities(settings);
  const own = ownCertificate(settings, note);
  const name = serverName === undefined ? {} : { serverName };
  try {
    const context = createSecureContext({ ...own, ...(ca === undefined ? {} : { ca }) });
    return { context, rejectUnauthorized: !insecureSkipTlsVerify, ...name };
  } catch (cause) {
    const paths = [settings.cert, settings.key].filter((path) => path !== undefined).join(', ');
    throw new UsageError(`the TLS files ${paths} cannot be used: ${(cause as Error).message}`, {
      hint: 'TLS takes RSA keys of 2048 bits or more, elliptic curves, and Ed25519',
      cause,
    });
  }
}

/** Undefined: those that Node brings along. */
function authorities({ cacert, trust, insecureSkipTlsVerify }: ConnectionSettings): string[] | undefined {
  if (cacert !== undefined) {
    const file = { what: 'CA certificate', path: cacert, content: readSecret(cacert, 'CA certificate') };
    return certificatesOf(file).map(String);
  }
  return insecureSkipTlsVerify ? undefined : systemAuthorities(trust ?? {});
}

function ownCertificate(
  { cert, key }: ConnectionSettings,
  note: (text: string) => void,
): { cert: string; key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    const [given, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    throw new UsageError(`--${given} is given without --${missing}`, {
      hint: 'a client certificate needs both',
    });
  }
  const chain = certificatesOf({ what: 'certificate', path: cert, content: readSecret(cert, 'certificate') });
  const { key: privateKey, text } = privateKeyOf({ what: 'key', path: key, content: readSecret(key, 'key') });
  checkPair(chain, privateKey, { cert, key });
  tellDates(chain[0], cert, note);
  return { cert: chain.map(String).join(''), key: text };
}

/** The first certificate of a file is its owner's; those of authorities come behind it. */
function checkPair(
  chain: readonly X509Certificate[],
  privateKey: KeyObject,
  { cert, key }: { readonly cert: string; readonly key: string },
): void {
  const at = chain.findIndex((one) => one.checkPrivateKey(privateKey));
  if (at === 0) return;
  if (at > 0) {
    throw new UsageError(`the certificate of the key ${key} is number ${at + 1} in ${cert}`, {
      hint: 'it must be the first one there, then the one that signed it, and so on',
    });
  }
  const types = [chain[0]?.publicKey, privateKey].map((one) => one?.asymmetricKeyType?.toUpperCase());
  const differ =
    types[0] === types[1] ? '' : `: that is for a key of type ${types[0]}, and this is ${types[1]}`;
  throw new UsageError(`the key ${key} is not that of the certificate ${cert}${differ}`, {
    hint: 'name the two that were made together',
  });
}

function tellDates(certificate: X509Certificate, path: string, note: (text: string) => void): void {
  const now = Date.now();
  if (Date.parse(certificate.validTo) < now)
    note(`the certificate ${path} has expired: it was valid until ${certificate.validTo}`);
  if (Date.parse(certificate.validFrom) > now)
    note(`the certificate ${path} is not valid yet: it will be from ${certificate.validFrom} on`);
}
