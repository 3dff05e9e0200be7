import type { Log } from '@thalweg/log';
import { StateError } from '@thalweg/train';
import { firstValueFrom, map } from 'rxjs';
import type { ClusterSettings } from '../settings.ts';
import { clusterNames } from './cluster-names.ts';

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
