import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { UsageError } from '../../errors.ts';
import { isMissing, whyOf } from '../../files/problem.ts';
import { readBytes, readText, SMALL } from '../../files/read.ts';
import type { ConnectionSettings } from './settings.ts';

export interface Login {
  readonly name: string;
  readonly password: string;
}

/** CA bundles have some hundred KiB. */
const MOST_BYTES = 16 * SMALL;

function readSecret(path: string, what: string): Buffer {
  return reading(path, what, () => readBytes(path, MOST_BYTES));
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
}

/**
 * For every connection; undefined for plain text. Reads the TLS files. Throws `UsageError` for files that cannot be read
 * or are no certificates, and for a certificate without its key.
 */
export function loadTls(settings: ConnectionSettings, secure: boolean): Tls | undefined {
  if (!secure) return undefined;
  const { cacert, cert, key, insecureSkipTlsVerify } = settings;
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError(
      `--${cert === undefined ? 'key' : 'cert'} is given without --${cert === undefined ? 'cert' : 'key'}`,
      {
        hint: 'a client certificate needs both',
      },
    );
  }
  const files = {
    ...(cacert === undefined ? {} : { ca: readSecret(cacert, 'CA certificate') }),
    ...(cert === undefined ? {} : { cert: readSecret(cert, 'certificate') }),
    ...(key === undefined ? {} : { key: readSecret(key, 'key') }),
  };
  try {
    // Node takes anything for an authority and then trusts nobody.
    if (files.ca !== undefined) new X509Certificate(files.ca);
    return { context: createSecureContext(files), rejectUnauthorized: !insecureSkipTlsVerify };
  } catch (cause) {
    const paths = [cacert, cert, key].filter((path) => path !== undefined).join(', ');
    throw new UsageError(`the TLS files ${paths} cannot be used: ${(cause as Error).message}`, {
      hint: 'they must be PEM, and the key without a passphrase and of that certificate',
      cause,
    });
  }
}
