import {
  connect,
  delay,
  filter,
  fromEvent,
  ignoreElements,
  lastValueFrom,
  type MonoTypeOperatorFunction,
  type Observable,
  scan,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { openLog } from '../log/open-log.ts';
import { type Status, statusesOf } from '../status/status.ts';
import type { WatchSettings } from '../tasks/settings.ts';
import { emptyState, withStatus } from '../view/cluster-state.ts';
import { showCluster } from '../view/show-cluster.ts';

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

/** The milliseconds in which workers tell their last status after the end of the run. */
const LAST_MS = 2000;

/** Completes soon after a leader told that the run has ended. */
export function untilEnded(): MonoTypeOperatorFunction<Status> {
  const isEnd = ({ role, state }: Status): boolean => role === 'leader' && state === 'ended';
  return connect(status$ => status$.pipe(takeUntil(status$.pipe(filter(isEnd), take(1), delay(LAST_MS)))));
}
