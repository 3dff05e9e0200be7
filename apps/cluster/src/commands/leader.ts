import { openLog } from '../log/open-log.ts';
import { lead } from '../roles/lead.ts';
import type { LeaderSettings } from '../tasks/settings.ts';
import { agree, agreedOf, roundsOf } from '../status/agree.ts';
import { taskOf } from '../tasks/tasks.ts';
import { runnerOf, runRole } from './run-role.ts';

/** Leads a cluster until its rounds have closed. */
export async function leaderCommand({ log: address, cluster, name, runner, ...rest }: LeaderSettings): Promise<void> {
  const { log, close } = await openLog(address);
  try {
    const settings = agreedOf(rest);
    await agree(log, cluster, settings);
    const task = await taskOf(settings.task, settings);
    await runRole(lead(task, { log, cluster, name, settings, runner: runnerOf(runner) }), {
      log,
      cluster,
      name,
      rounds: roundsOf(settings),
    });
  } finally {
    await close();
  }
}
