import { existsSync } from 'node:fs';
import { localSgd } from '@thalweg/cluster';
import { batch, epochs, sample, type Dataset } from '@thalweg/data';
import type { Runner } from '@thalweg/graph';
import type { Log } from '@thalweg/log';
import { readSnapshot } from '@thalweg/node';
import { restore } from '@thalweg/train';
import { concat, from, identity, map, of, scan, startWith, switchMap, tap, throttleTime, type Observable } from 'rxjs';
import { MeteredLog } from '../log/metered-log.ts';
import type { ClusterSettings } from '../settings.ts';
import { loadingWorker } from '../status/loading.ts';
import type { WorkerStatus } from '../status/status.ts';
import type { Shard, Task } from '../tasks/task.ts';
import { savedRegularly } from './saved-regularly.ts';
import { Speedometer } from './speedometer.ts';

/** The records of a step. */
const BATCH = 32;
/** The milliseconds between two statuses. */
const STATUS_MS = 250;
/** The milliseconds between two snapshots. */
const SAVE_MS = 1000;

/** The settings of a worker. */
export interface WorkOptions {
  readonly log: Log;
  readonly cluster: string;
  readonly name: string;
  readonly shard: Shard;
  readonly settings: ClusterSettings;
  readonly runner?: Runner | undefined;
  /** The file of its snapshot. Without it, a worker that is started again begins with an empty optimizer. */
  readonly file?: string | undefined;
  /** The milliseconds between two snapshots, 1,000 by default. */
  readonly saveMs?: number;
}

/** Learns from a shard until the run ends, and emits the status of the worker as it changes. */
export function work(task: Task, options: WorkOptions): Observable<WorkerStatus> {
  const { name, shard } = options;
  const changes$ = from(task.training(shard)).pipe(switchMap(records => learning(task, records, options)));
  return concat(changes$, of<Partial<WorkerStatus>>({ state: 'ended' })).pipe(
    startWith<Partial<WorkerStatus>>({}),
    scan((status, change) => ({ ...status, ...change }), loadingWorker(name)),
  );
}

/** Emits what changes in the status while the worker learns. */
function learning(task: Task, records: Dataset<object>, options: WorkOptions): Observable<Partial<WorkerStatus>> {
  const { cluster, name, shard, settings, runner, file, saveMs = SAVE_MS } = options;
  const { steps, every, seed, compress } = settings;
  const log = new MeteredLog(options.log);
  const learn = localSgd(task.loss, task.optimizer(steps), {
    log,
    name: cluster,
    worker: name,
    every,
    runner,
    ...(compress === '8bit' && { compress }),
  });
  const parts = { learn };
  if (file !== undefined && existsSync(file)) restore(parts, readSnapshot(file));
  const speed = new Speedometer(log);
  return records.pipe(
    sample({ seed: seedOf(seed, shard), withReplacement: true }),
    batch(BATCH),
    epochs(Infinity),
    learn,
    tap(() => speed.count(BATCH)),
    file === undefined ? identity : savedRegularly(parts, file, saveMs),
    throttleTime(STATUS_MS, undefined, { leading: true, trailing: true }),
    map(({ step, loss, round }) => ({ state: 'learning' as const, step, loss, round, ...speed.read() })),
  );
}

/** Returns the seed of a worker's draws: another one for each shard. */
function seedOf(seed: number, { index }: Shard): number {
  return 1000 * seed + index;
}
