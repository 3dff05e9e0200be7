import { existsSync } from 'node:fs';
import { localSgd } from '@thalweg/cluster';
import { batch, type Dataset, epochs, sample } from '@thalweg/data';
import type { Runner } from '@thalweg/graph';
import type { Log } from '@thalweg/log';
import { readSnapshot, writeSnapshot } from '@thalweg/node';
import { type Parts, restore, snapshot } from '@thalweg/train';
import {
  concat,
  defer,
  finalize,
  from,
  identity,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  scan,
  startWith,
  switchMap,
  tap,
  throttleTime,
} from 'rxjs';
import { MeteredLog } from '../log/metered-log.ts';
import { loadingWorker } from '../status/agree.ts';
import type { WorkerStatus } from '../status/status.ts';
import type { ClusterSettings } from '../tasks/settings.ts';
import type { Shard, Task } from '../tasks/task.ts';

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

/** Writes the state of a run into a file: after a record, if the last time is so many milliseconds ago, and at the end. */
function savedRegularly<R>(parts: Parts, file: string, everyMs: number): MonoTypeOperatorFunction<R> {
  return record$ =>
    defer(() => {
      let saved = performance.now();
      let changed = false;
      const save = (): void => {
        writeSnapshot(file, snapshot(parts));
        saved = performance.now();
        changed = false;
      };
      return record$.pipe(
        tap(() => {
          changed = true;
          if (performance.now() - saved >= everyMs) save();
        }),
        finalize(() => changed && save()),
      );
    });
}

/** The figures of a speedometer. */
interface Speed {
  readonly samplesPerSecond: number;
  readonly bytesPerSample: number;
}

/** Measures the records that a worker learns in a second since the last look, and the bytes of its log for each of all records. */
export class Speedometer {
  readonly #log: MeteredLog;
  readonly #now: () => number;
  #samples = 0;
  #last: { readonly samples: number; readonly at: number };

  constructor(log: MeteredLog, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
    this.#last = { samples: 0, at: now() };
  }

  count(samples: number): void {
    this.#samples += samples;
  }

  read(): Speed {
    const { samples, at } = this.#last;
    const now = this.#now();
    this.#last = { samples: this.#samples, at: now };
    return {
      samplesPerSecond: (1000 * (this.#samples - samples)) / Math.max(now - at, 1),
      bytesPerSample: this.#log.bytes / Math.max(this.#samples, 1),
    };
  }
}
