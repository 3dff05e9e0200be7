import { leadRounds } from '@thalweg/cluster';
import { batch } from '@thalweg/data';
import type { Runner } from '@thalweg/graph';
import type { Log } from '@thalweg/log';
import { nesterov, sgd, type Transform } from '@thalweg/optim';
import { evaluate } from '@thalweg/train';
import {
  concat,
  concatMap,
  distinctUntilChanged,
  endWith,
  from,
  lastValueFrom,
  map,
  merge,
  type Observable,
  of,
  scan,
  share,
  startWith,
  switchMap,
  throttleTime,
} from 'rxjs';
import { loadingLeader } from '../status/agree.ts';
import type { LeaderStatus, Quality } from '../status/status.ts';
import type { ClusterSettings, Outer } from '../tasks/settings.ts';
import type { Task } from '../tasks/task.ts';

/** The milliseconds between two measurements on the test records. */
const MEASURE_MS = 500;

/** The settings of a leader. */
export interface LeadOptions {
  readonly log: Log;
  readonly cluster: string;
  readonly name: string;
  readonly settings: ClusterSettings;
  readonly runner?: Runner | undefined;
  /** The milliseconds without a sign of the leader after which another one takes over; 2,000 by default. */
  readonly lease?: number;
}

/** Leads a cluster, measures its model on the test records now and then, and emits its status as it changes. */
export function lead(task: Task, options: LeadOptions): Observable<LeaderStatus> {
  const { name, settings } = options;
  const first = loadingLeader(name, settings);
  return from(task.test()).pipe(
    switchMap(test => lastValueFrom(test.pipe(batch(Infinity)))),
    switchMap(test => changes(task, test, { ...options, rounds: first.rounds })),
    startWith<Partial<LeaderStatus>>({}),
    scan((status, change) => ({ ...status, ...change }), first),
  );
}

/** Emits what changes in the status. */
function changes(
  task: Task,
  test: object,
  options: LeadOptions & { rounds: number },
): Observable<Partial<LeaderStatus>> {
  const { log, cluster, name, settings, lease = 2000, rounds } = options;
  const { workers, outer } = settings;
  const how = { log, name: cluster, leader: name, workers, rounds, lease };
  const record$ = leadRounds(task.loss, outerOptimizer(outer), how).pipe(share());
  const led$ = record$.pipe(
    map(({ round, epoch, counts }): Partial<LeaderStatus> => ({
      state: 'leading',
      round,
      epoch,
      deltas: { ...counts },
    })),
    startWith<Partial<LeaderStatus>>({ state: 'candidate' }),
  );
  const quality$ = record$.pipe(
    map(({ round }) => round),
    // A run that had ended before closes no round.
    endWith(rounds),
    throttleTime(MEASURE_MS, undefined, { leading: true, trailing: true }),
    distinctUntilChanged(),
    concatMap(measuring(task, test, options.runner)),
  );
  const changes$ = merge(led$, quality$.pipe(map(quality => ({ quality }))));
  return concat(changes$, of<Partial<LeaderStatus>>({ state: 'ended', round: rounds }));
}

/** Returns a function that measures the model on the test records after a round. */
function measuring(
  { quality }: Task,
  test: object,
  runner: Runner | undefined,
): (round: number) => Observable<Quality> {
  const began = performance.now();
  const measured = evaluate({ value: quality.of }, { runner });
  const secondsNow = (): number => (performance.now() - began) / 1000;
  return round =>
    of(test).pipe(
      measured,
      map(({ value }) => ({ name: quality.name, value: value!, round, seconds: secondsNow() })),
    );
}

/** Returns the optimizer with which a leader folds the average of a round. */
export function outerOptimizer(outer: Outer): Transform {
  return outer === 'average' ? sgd({ learningRate: 1 }) : nesterov({ learningRate: 0.7, decay: 0.6 });
}
