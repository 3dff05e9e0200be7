import { fromEvent, ignoreElements, lastValueFrom, scan, takeUntil, tap, type Observable } from 'rxjs';
import { openLog } from '../log/open-log.ts';
import type { WatchSettings } from '../settings.ts';
import { statusesOf } from '../status/statuses-of.ts';
import { emptyState, withStatus } from '../view/cluster-state.ts';
import { showCluster } from '../view/show-cluster.ts';
import { untilEnded } from './until-ended.ts';

/** Shows what the processes of a cluster do, until the run has ended or Ctrl-C. */
export async function watchCommand({ log: address, cluster, json }: WatchSettings): Promise<void> {
  const { log, close } = await openLog(address);
  try {
    const status$ = statusesOf(log, cluster).pipe(untilEnded());
    const shown$: Observable<unknown> = json
      ? status$.pipe(tap(status => console.log(JSON.stringify(status))))
      : status$.pipe(scan(withStatus, emptyState), showCluster(process.stdout));
    await lastValueFrom(shown$.pipe(ignoreElements(), takeUntil(fromEvent(process, 'SIGINT'))), {
      defaultValue: undefined,
    });
  } finally {
    await close();
  }
}
