import { UsageError } from '../../errors.ts';
import { clusterIdOf, type Header } from './message.ts';
import type { ConnectionSettings } from './settings.ts';

/** The one cluster that may be asked. */
export interface Pin {
  readonly clusterId: string;
  readonly context: string | undefined;
}

export function pinOf({ clusterId, context }: ConnectionSettings): Pin | undefined {
  return clusterId === undefined ? undefined : { clusterId, context };
}

/** Throws `UsageError` where the answer came from another cluster. */
export function checkPin({ clusterId, context }: Pin, url: string, header: Header): void {
  const id = clusterIdOf(header);
  if (id === clusterId) return;
  const pinned = context === undefined ? 'the settings pin' : `context ${context} pins`;
  throw new UsageError(
    `${url} is of cluster ${id}, but ${pinned} cluster ${clusterId}; nothing was read from it`,
    {
      hint: 'are these the right endpoints? A cluster that was made anew has a new ID: then change cluster_id',
    },
  );
}
