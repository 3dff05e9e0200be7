import type { Log } from '@thalweg/log';
import { distinct, map, mergeMap, type Observable } from 'rxjs';
import { clusterNames } from './cluster-names.ts';
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
