import { isIP, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { CallCredentials, ChannelCredentials } from '@grpc/grpc-js';
import type { Tls } from '../credentials.ts';
import type { Endpoint } from '../endpoints.ts';

/**
 * TLS for grpc-js, whose own credentials give the server an IP as its name (SNI). That is for names alone (RFC 6066):
 * Node 26 refuses it, and older ones warn of it (DEP0123). The certificate must be for `serverName`, else for the
 * endpoint's host.
 */
export class TlsCredentials extends ChannelCredentials {
  readonly #tls: Tls;
  readonly #host: string;

  constructor(tls: Tls, { host }: Pick<Endpoint, 'host'>) {
    super();
    this.#tls = tls;
    this.#host = host;
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    _target: unknown,
    _options: unknown,
    callCredentials = CallCredentials.createEmpty(),
  ) {
    return {
      connect: async (socket: Socket) => ({ socket: await this.#secured(socket), secure: true }),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => callCredentials,
      destroy: () => undefined,
    };
  }

  /** Throws what Node says of the server's certificate, or of ours. */
  #secured(socket: Socket): Promise<Socket> {
    const { context, rejectUnauthorized, serverName = this.#host } = this.#tls;
    const name = isIP(serverName) === 0 ? { servername: serverName } : {};
    return new Promise((resolve, reject) => {
      const options = { socket, host: serverName, ...name, secureContext: context, rejectUnauthorized };
      const secured = connect({ ...options, ALPNProtocols: ['h2'] }, () => resolve(secured));
      secured.on('error', reject);
    });
  }
}
