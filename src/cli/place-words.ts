/** The words that told which cluster is meant: whoever pastes the next command must not land in another one. */
import type { CommonFlags } from './session.ts';

export type Place = Partial<
  Pick<CommonFlags, 'config' | 'context' | 'endpoints' | 'cacert' | 'cert' | 'key'>
> &
  Partial<Pick<CommonFlags, 'user' | 'passwordFile' | 'insecureSkipTlsVerify' | 'prefix'>>;

/** As they were typed, unquoted, but for passwords: those are asked for again. */
export function placeWords(flags: Place): string[] {
  const { config, context, endpoints, cacert, cert, key, user, passwordFile, prefix = [] } = flags;
  return [
    ...word('--config', config),
    ...word('--context', context),
    ...word('--endpoints', endpoints),
    ...word('--cacert', cacert),
    ...word('--cert', cert),
    ...word('--key', key),
    ...word('--user', user?.replace(/:.*/s, '')),
    ...word('--password-file', passwordFile),
    ...(flags.insecureSkipTlsVerify ? ['--insecure-skip-tls-verify'] : []),
    ...prefix.flatMap((area) => word('--prefix', area)),
  ];
}

function word(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [option, value];
}
