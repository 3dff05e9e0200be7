import type { Log } from '@thalweg/log';
import { clusterNames } from './cluster-names.ts';

/** Tells all readers of the log that there is a process of this name, whose status is in the log. */
export async function joinCluster(log: Log, cluster: string, name: string): Promise<void> {
  await log.append(clusterNames(cluster).members, new TextEncoder().encode(name), { id: `member/${name}` });
}
