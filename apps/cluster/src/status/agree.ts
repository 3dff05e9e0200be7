import type { Log } from '@thalweg/log';
import { StateError } from '@thalweg/train';
import { firstValueFrom, map } from 'rxjs';
import type { ClusterSettings } from '../tasks/settings.ts';
import { clusterNames, type LeaderStatus, type WorkerStatus } from './status.ts';

/**
 * Writes the settings of a cluster, unless there are some already.
 *
 * - **Rejects** with `StateError` if the cluster has others
 */
export async function agree(log: Log, cluster: string, settings: ClusterSettings): Promise<void> {
  const written = await log.swap(clusterNames(cluster).settings, 0, new TextEncoder().encode(JSON.stringify(settings)));
  if (written !== undefined) return;
  const present = await agreed(log, cluster);
  for (const [name, value] of Object.entries(settings)) {
    const has = present[name as keyof ClusterSettings];
    if (has !== value)
      throw new StateError(
        `--${name}`,
        `the cluster '${cluster}' in this log has ${name} ${has}`,
        String(value),
        'Use the same settings, or start another cluster with --cluster NAME.',
      );
  }
}

/** Returns the settings of a cluster. Waits until a leader has written them. */
export function agreed(log: Log, cluster: string): Promise<ClusterSettings> {
  const settings$ = log.watch(clusterNames(cluster).settings);
  return firstValueFrom(
    settings$.pipe(map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as ClusterSettings)),
  );
}

/** Returns the settings on which the processes of a cluster agree, of all that a command has. */
export function agreedOf({ task, workers, every, steps, outer, compress, seed }: ClusterSettings): ClusterSettings {
  return { task, workers, every, steps, outer, compress, seed };
}

/** Returns the number of rounds of a run. */
export function roundsOf({ steps, every }: Pick<ClusterSettings, 'steps' | 'every'>): number {
  return Math.ceil(steps / every);
}

/** Returns the status of a leader that has not begun. */
export function loadingLeader(name: string, { steps, every }: Pick<ClusterSettings, 'steps' | 'every'>): LeaderStatus {
  return { role: 'leader', name, state: 'loading', epoch: 0, round: 0, rounds: roundsOf({ steps, every }), deltas: {} };
}

/** Returns the status of a worker that has not begun. */
export function loadingWorker(name: string): WorkerStatus {
  return { role: 'worker', name, state: 'loading', round: 0, step: 0 };
}
