import { openLog } from '../log/open-log.ts';
import { work } from '../roles/work.ts';
import type { WorkerSettings } from '../settings.ts';
import { agreed } from '../status/agree.ts';
import { roundsOf } from '../status/rounds-of.ts';
import { taskOf } from '../tasks/tasks.ts';
import { checkShard } from './check-shard.ts';
import { runRole } from './run-role.ts';
import { runnerOf } from './runner-of.ts';
import { sayByHand } from './say-by-hand.ts';

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
