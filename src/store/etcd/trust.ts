/** The authorities that the system trusts, found as etcdctl finds them (Go's crypto/x509/root_unix.go and root_linux.go). */
import { join } from 'node:path';
import { namesIn } from '../../files/folder.ts';
import { readBytes, SMALL } from '../../files/read.ts';
import { blocksOf } from './pem.ts';

/** Where else to look than in the usual places: `SSL_CERT_FILE`, `SSL_CERT_DIR`. */
export interface TrustPlaces {
  readonly file?: string;
  readonly folders?: readonly string[];
}

/** The first that is there counts. */
const FILES = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Gentoo
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL 6
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/tls/cacert.pem', // OpenELEC
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // CentOS, RHEL 7
  '/etc/ssl/cert.pem', // Alpine, macOS
  '/usr/local/etc/ssl/cert.pem', // FreeBSD
];

/** All of them count. */
const FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** Certificates as PEM, each once; undefined where the system has no such place. What can't be read is passed over. */
export function systemAuthorities({ file, folders }: TrustPlaces): string[] | undefined {
  const bundle = firstOf(file === undefined ? FILES : [file]);
  const inFolders = (folders ?? FOLDERS).map(contentsOf);
  const found = [bundle, ...inFolders.flat()].filter((content) => content !== undefined);
  const named = file ?? folders;
  if (named === undefined && found.length === 0) return undefined;
  return [...new Set(found.flatMap(certificatesIn))];
}

function firstOf(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const content = contentOf(path);
    if (content !== undefined) return content;
  }
  return undefined;
}

/** Most are there twice, as links that `c_rehash` made. */
function contentsOf(folder: string): (string | undefined)[] {
  try {
    return namesIn(folder).map((name) => contentOf(join(folder, name)));
  } catch {
    return [];
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readBytes(path, 16 * SMALL).toString('latin1');
  } catch {
    return undefined;
  }
}

function certificatesIn(content: string): string[] {
  return blocksOf(content).flatMap(({ label, text }) => (label === 'CERTIFICATE' ? [text] : []));
}
