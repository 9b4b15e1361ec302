/** The words that told which cluster is meant: whoever pastes the next command must not land in another one. */
import type { CommonFlags } from './session.ts';

export type Place = Partial<
  Pick<CommonFlags, 'config' | 'context' | 'endpoints' | 'discoverySrv' | 'discoverySrvName'>
> &
  Partial<Pick<CommonFlags, 'cacert' | 'cert' | 'key' | 'user' | 'passwordFile' | 'prefix'>> &
  Partial<Pick<CommonFlags, 'insecureDiscovery' | 'insecureTransport' | 'insecureSkipTlsVerify'>>;

/** As they were typed, unquoted, but for passwords: those are asked for again. */
export function placeWords(flags: Place): string[] {
  const { config, context, endpoints, cacert, cert, key, user, passwordFile, prefix = [] } = flags;
  return [
    ...word('--config', config),
    ...word('--context', context),
    ...word('--endpoints', endpoints),
    ...word('--discovery-srv', flags.discoverySrv),
    ...word('--discovery-srv-name', flags.discoverySrvName),
    ...word('--cacert', cacert),
    ...word('--cert', cert),
    ...word('--key', key),
    ...word('--user', user?.replace(/:.*/s, '')),
    ...word('--password-file', passwordFile),
    ...truth('--insecure-discovery', flags.insecureDiscovery),
    ...truth('--insecure-transport', flags.insecureTransport),
    ...truth('--insecure-skip-tls-verify', flags.insecureSkipTlsVerify),
    ...prefix.flatMap((area) => word('--prefix', area)),
  ];
}

function word(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [option, value];
}

function truth(option: string, value: boolean | undefined): string[] {
  if (value === undefined) return [];
  return [value ? option : `${option}=false`];
}
