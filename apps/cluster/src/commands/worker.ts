import { StateError } from '@thalweg/train';
import { openLog } from '../log/open-log.ts';
import { work } from '../roles/work.ts';
import { agreed, roundsOf } from '../status/agree.ts';
import type { ClusterSettings, WorkerSettings } from '../tasks/settings.ts';
import { taskOf } from '../tasks/tasks.ts';
import { runnerOf, runRole, sayByHand } from './run-role.ts';

/** Learns as a worker of a cluster until its run ends. */
export async function workerCommand({
  log: address,
  cluster,
  name,
  shard,
  snapshot,
  runner,
}: WorkerSettings): Promise<void> {
  const { log, close } = await openLog(address);
  try {
    sayByHand(`${name}: waits for a leader of '${cluster}'`);
    const settings = await agreed(log, cluster);
    checkShard({ shard, cluster }, settings);
    const task = await taskOf(settings.task, settings);
    const options = { log, cluster, name, shard, settings, runner: runnerOf(runner), file: snapshot };
    await runRole(work(task, options), { log, cluster, name, rounds: roundsOf(settings) });
  } finally {
    await close();
  }
}

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
