import type { Log } from '@thalweg/log';
import { distinct, EMPTY, lastValueFrom, map, mergeMap, take, timeout, toArray } from 'rxjs';
import { clusterNames } from './cluster-names.ts';
import type { Status } from './status.ts';

/** The milliseconds to wait for a status. A process that died before it wrote one has none. */
const PATIENCE_MS = 1000;

/** Returns the statuses that the processes of a cluster told last. */
export function statusesNow(log: Log, cluster: string): Promise<readonly Status[]> {
  const { members, status } = clusterNames(cluster);
  const decoder = new TextDecoder();
  const status$ = log.read(members, 0, { until: 'end' }).pipe(
    map(({ bytes }) => decoder.decode(bytes)),
    distinct(),
    mergeMap(name => log.watch(status(name)).pipe(take(1), timeout({ first: PATIENCE_MS, with: () => EMPTY }))),
    map(({ bytes }) => JSON.parse(decoder.decode(bytes)) as Status),
  );
  return lastValueFrom(status$.pipe(toArray()));
}
