import type { IWatchResponse } from 'etcd3';
import type { Send } from '../connection.ts';
import { keyBytes } from '../key-bytes.ts';
import type { Etcd3Connection } from './connection.ts';

/**
 * The oldest revision that can still be read, asked by way of a watch that starts at one known to be compacted: only a
 * watch tells the number (`compact_revision`). The key must be one that the user may read. Undefined where it is not
 * told.
 */
export function oldestRevisionRequest(
  key: string | Uint8Array,
  compacted: number,
): Send<number | undefined, Etcd3Connection> {
  return (connection, options) =>
    connection.send(options, async ({ watchClient }, asTaken) => {
      const stream = await watchClient.watch(asTaken);
      const told = new Promise<number | undefined>((resolve, reject) => {
        stream.on('data', (answer: IWatchResponse) => {
          if (answer.compact_revision !== '0') resolve(Number(answer.compact_revision));
          else if (answer.canceled || answer.events.length > 0) resolve(undefined);
        });
        stream.on('end', () => resolve(undefined));
        stream.on('error', reject);
      });
      stream.write({ create_request: { key: keyBytes(key), start_revision: compacted } });
      try {
        return await told;
      } finally {
        stream.cancel();
      }
    });
}
