import { StateError } from '@thalweg/train';
import type { ClusterSettings, WorkerSettings } from '../settings.ts';

/**
 * Checks that the records have as many parts as the cluster has workers.
 *
 * - **Throws** `StateError` if they have not
 */
export function checkShard(
  { shard: { index, count }, cluster }: Pick<WorkerSettings, 'shard' | 'cluster'>,
  { workers }: Pick<ClusterSettings, 'workers'>,
): void {
  if (count === workers) return;
  throw new StateError(
    '--shard',
    `the cluster '${cluster}' in this log has ${workers === 1 ? '1 worker' : `${workers} workers`}, so a part must be of ${workers}`,
    `${index + 1}/${count}`,
    `Try --shard ${Math.min(index + 1, workers)}/${workers}.`,
  );
}
