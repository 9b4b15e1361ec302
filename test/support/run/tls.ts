import { fileURLToPath } from 'node:url';
import { startEtcd, type ThrowawayEtcd } from '../../../tools/throwaway-etcd/etcd.ts';

/** Path of a certificate or, with `.key`, its key, of those that test/data/tls/make.sh tells of. */
export function pem(name: string): string {
  return fileURLToPath(new URL(`../../../../test/data/tls/${name}.pem`, import.meta.url));
}

/** An etcd that shows this certificate to its clients. */
export function secureEtcd(name: string, more: readonly string[] = []): Promise<ThrowawayEtcd> {
  return startEtcd({
    scheme: 'https',
    args: ['--cert-file', pem(name), '--key-file', pem(`${name}.key`), ...more],
  });
}

/** One that takes only clients whose certificate was signed by this authority. */
export function mutualEtcd(name: string, authority: string): Promise<ThrowawayEtcd> {
  return secureEtcd(name, ['--client-cert-auth', '--trusted-ca-file', pem(authority)]);
}
