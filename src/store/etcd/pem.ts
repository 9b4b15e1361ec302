/** Certificates and keys in PEM files, and what such a file holds instead of them. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { UsageError } from '../../errors.ts';

export interface PemFile {
  /** `certificate`, `key`, `CA certificate`: how an error names it. */
  readonly what: string;
  readonly path: string;
  readonly content: Buffer;
}

interface Block {
  readonly label: string;
  readonly text: string;
}

export function blocksOf(content: string): Block[] {
  const found = content.matchAll(/-----BEGIN ([A-Z\d ]+)-----.*?-----END \1-----/gs);
  return [...found].map(([text, label = '']) => ({ label, text }));
}

function wrong({ what, path }: PemFile, problem: string, hint: string, cause?: unknown): UsageError {
  return new UsageError(`the ${what} ${path} ${problem}`, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** In the order of the file; at least one. Throws `UsageError`, telling what the file holds instead. */
export function certificatesOf(file: PemFile): [X509Certificate, ...X509Certificate[]] {
  const blocks = blocksOf(file.content.toString('latin1')).filter(({ label }) => label === 'CERTIFICATE');
  const [first, ...others] = blocks.map(({ text }, at) => {
    const certificate = attempt(() => new X509Certificate(text));
    if (certificate !== undefined) return certificate;
    const which = blocks.length === 1 ? '' : `, certificate ${at + 1} of ${blocks.length}`;
    throw wrong(file, `is damaged${which}`, 'copy it again from where it was issued');
  });
  if (first === undefined) throw noCertificate(file);
  return [first, ...others];
}

function noCertificate(file: PemFile): UsageError {
  const der = attempt(() => new X509Certificate(file.content)) !== undefined;
  if (der)
    return wrong(file, 'is DER, not PEM', `convert it: openssl x509 -inform DER -in ${file.path} -out FILE`);
  const text = file.content.toString('latin1');
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) || keyInDer(file.content) !== undefined)
    return wrong(file, 'holds a private key and no certificate', SWAPPED);
  if (/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(text))
    return wrong(
      file,
      'holds a request for a certificate, not the certificate',
      'name the one that was issued for it',
    );
  return nothing(file, 'certificate', '-----BEGIN CERTIFICATE-----');
}

const SWAPPED = 'are the certificate and its key mixed up?';

function nothing(file: PemFile, kind: string, begin: string): UsageError {
  const text = file.content.toString('latin1').trim();
  if (text === '') return wrong(file, 'is empty', 'is this the right file?');
  if (/-----BEGIN /.test(text) && !/-----END /.test(text))
    return wrong(file, 'is cut off', 'copy it again from where it was issued');
  return wrong(file, `is no PEM ${kind}`, `it must have ${begin}`);
}

export interface PrivateKey {
  readonly key: KeyObject;
  readonly text: string;
}

/** Throws `UsageError`, telling what the file holds instead of a key that can be used. */
export function privateKeyOf(file: PemFile): PrivateKey {
  const blocks = blocksOf(file.content.toString('latin1'));
  const block = blocks.find(({ label }) => /(^| )PRIVATE KEY$/.test(label));
  if (block === undefined) throw noKey(file, blocks);
  refuseLocked(file, block);
  try {
    return { key: createPrivateKey(block.text), text: block.text };
  } catch (cause) {
    throw wrong(file, 'is damaged', 'copy it again from where it was made', cause);
  }
}

function refuseLocked(file: PemFile, { label, text }: Block): void {
  if (label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED/m.test(text))
    throw wrong(
      file,
      'is encrypted with a passphrase',
      `take it off: openssl pkey -in ${file.path} -out FILE`,
    );
  if (label === 'OPENSSH PRIVATE KEY')
    throw wrong(file, "is in OpenSSH's form", 'make it PKCS#8: ssh-keygen -p -m PKCS8 -f, on a copy of it');
}

function noKey(file: PemFile, blocks: readonly Block[]): UsageError {
  if (keyInDer(file.content) !== undefined)
    return wrong(file, 'is DER, not PEM', `convert it: openssl pkey -inform DER -in ${file.path} -out FILE`);
  const labels = blocks.map(({ label }) => label);
  const certificate =
    labels.includes('CERTIFICATE') || attempt(() => new X509Certificate(file.content)) !== undefined;
  if (certificate) return wrong(file, 'holds a certificate and no key', SWAPPED);
  if (labels.some((label) => label.endsWith('PUBLIC KEY')))
    return wrong(file, 'holds a public key', 'name the private key that belongs to the certificate');
  return nothing(file, 'key', '-----BEGIN PRIVATE KEY-----');
}

function keyInDer(key: Buffer): KeyObject | undefined {
  const types = ['pkcs8', 'pkcs1', 'sec1'] as const;
  return types.map((type) => attempt(() => createPrivateKey({ key, format: 'der', type }))).find(Boolean);
}
