import type { Log } from '@thalweg/log';
import { distinct, EMPTY, lastValueFrom, map, mergeMap, type Observable, take, timeout, toArray } from 'rxjs';
import { clusterNames, StatusKey } from './status-key.ts';
import type { Status } from './status.ts';

/** Emits the statuses of all processes of a cluster, as they change. Never completes. */
export function statusesOf(log: Log, cluster: string): Observable<Status> {
  const { members, status } = clusterNames(cluster);
  const decoder = new TextDecoder();
  return log.read(members, 0).pipe(
    map(({ bytes }) => decoder.decode(bytes)),
    distinct(),
    mergeMap(name => log.watch(status(name))),
    map(({ bytes }) => JSON.parse(decoder.decode(bytes)) as Status),
  );
}

/** Writes the statuses of processes that will start, in place of those of an earlier run. */
export async function announce(log: Log, cluster: string, statuses: readonly Status[]): Promise<void> {
  for (const status of statuses) {
    await joinCluster(log, cluster, status.name);
    const key = new StatusKey(log, cluster, status.name);
    key.write(status);
    await key.written();
  }
}

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

/** Tells all readers of the log that there is a process of this name, whose status is in the log. */
export async function joinCluster(log: Log, cluster: string, name: string): Promise<void> {
  await log.append(clusterNames(cluster).members, new TextEncoder().encode(name), { id: `member/${name}` });
}
