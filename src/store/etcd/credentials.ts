import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ChannelCredentials, credentials } from '@grpc/grpc-js';
import { UsageError } from '../../errors.ts';
import type { ConnectionSettings } from './settings.ts';

export interface Login {
  readonly name: string;
  readonly password: string;
}

function readSecret(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(cause);
    throw new UsageError(`cannot read the ${what} ${path}: ${why}`, { cause });
  }
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
  return {
    name: user,
    password: readSecret(passwordFile, 'password file')
      .toString()
      .replace(/\r?\n$/, ''),
  };
}

/**
 * Credentials of every channel; reads the TLS files. Throws `UsageError` for files that cannot be read or are no
 * certificates, and for a certificate without its key.
 */
export function loadCredentials(settings: ConnectionSettings, secure: boolean): ChannelCredentials {
  if (!secure) return ChannelCredentials.createInsecure();
  const { cacert, cert, key, insecureSkipTlsVerify } = settings;
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError(
      `--${cert === undefined ? 'key' : 'cert'} is given without --${cert === undefined ? 'cert' : 'key'}`,
      {
        hint: 'a client certificate needs both',
      },
    );
  }
  const authorities = cacert === undefined ? null : readSecret(cacert, 'CA certificate');
  const certificate = cert === undefined ? null : readSecret(cert, 'certificate');
  const privateKey = key === undefined ? null : readSecret(key, 'key');
  try {
    // Node takes anything for an authority and then trusts nobody.
    if (authorities !== null) new X509Certificate(authorities);
    return credentials.createSsl(authorities, privateKey, certificate, {
      rejectUnauthorized: !insecureSkipTlsVerify,
    });
  } catch (cause) {
    const paths = [cacert, cert, key].filter((path) => path !== undefined).join(', ');
    throw new UsageError(`the TLS files ${paths} cannot be used: ${(cause as Error).message}`, {
      hint: 'they must be PEM, and the key without a passphrase and of that certificate',
      cause,
    });
  }
}
