import { UsageError } from '../../errors.ts';
import type { ConnectionSettings } from './settings.ts';

export interface Endpoint {
  /** With its scheme: how it is named in every message. */
  readonly url: string;
  /** `host:port`, as a gRPC channel takes it. */
  readonly address: string;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

type TlsSettings = Pick<
  ConnectionSettings,
  'endpoints' | 'cacert' | 'cert' | 'key' | 'insecureTransport' | 'insecureSkipTlsVerify'
>;

const ENDPOINT =
  /^(?:(?<scheme>[a-z]+):\/\/)?(?<address>(?:\[(?<ipv6>[0-9a-f:.%]+)\]|(?<name>[^\s/:@[\]]+)):(?<port>\d{1,5}))\/?$/i;

/** As etcdctl does: without a scheme it is TLS where a TLS option is given; a written scheme wins over the options. */
function defaultScheme(settings: TlsSettings): string {
  const tls = settings.cacert ?? settings.cert ?? settings.key;
  const secure = tls !== undefined || settings.insecureSkipTlsVerify || settings.insecureTransport === false;
  return secure ? 'https' : 'http';
}

function parseEndpoint(text: string, scheme: string): Endpoint {
  const parts = ENDPOINT.exec(text.trim())?.groups;
  const written = parts?.['scheme']?.toLowerCase() ?? scheme;
  const { address, ipv6, name } = parts ?? {};
  const port = Number(parts?.['port']);
  if (address === undefined || port < 1 || port > 65_535 || (written !== 'http' && written !== 'https')) {
    // Somebody may write user:password@host: what stands before the @ is not repeated.
    const shown = JSON.stringify(text.replace(/^(.*:\/\/)?.*@/s, '$1…@'));
    throw new UsageError(`the endpoint ${shown} is not host:port`, {
      hint: 'write it as 10.0.0.1:2379, http://host:2379, https://host:2379 or [::1]:2379',
    });
  }
  return { url: `${written}://${address}`, address, host: ipv6 ?? name ?? '', port };
}

/**
 * The endpoints to ask, in their order and each once. Throws `UsageError` where one cannot be understood, where there
 * is none, or where TLS and plain ones are mixed (one set of credentials serves them all).
 */
export function parseEndpoints(settings: TlsSettings): [Endpoint, ...Endpoint[]] {
  const scheme = defaultScheme(settings);
  const all = settings.endpoints.map((text) => parseEndpoint(text, scheme));
  const [first, ...others] = all.filter((one, at) => all.findIndex((two) => two.url === one.url) === at);
  if (first === undefined)
    throw new UsageError('no endpoint is given', { hint: 'name one with --endpoints' });
  if (others.some((other) => isSecure(other) !== isSecure(first))) {
    throw new UsageError('the endpoints mix http:// and https://', { hint: 'use the same for all of them' });
  }
  return [first, ...others];
}

export function isSecure(endpoint: Endpoint): boolean {
  return endpoint.url.startsWith('https:');
}
