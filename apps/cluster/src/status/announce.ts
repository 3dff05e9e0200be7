import type { Log } from '@thalweg/log';
import { joinCluster } from './join-cluster.ts';
import type { Status } from './status.ts';
import { StatusKey } from './status-key.ts';

/** Writes the statuses of processes that will start, in place of those of an earlier run. */
export async function announce(log: Log, cluster: string, statuses: readonly Status[]): Promise<void> {
  for (const status of statuses) {
    await joinCluster(log, cluster, status.name);
    const key = new StatusKey(log, cluster, status.name);
    key.write(status);
    await key.written();
  }
}
