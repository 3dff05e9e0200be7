import {
  DataError,
  Dataset,
  type EpochIterator,
  type ItemOf,
  mapAsync,
  type Reader,
  type SourceLike,
} from '@thalweg/data';
import { nextTurn } from '@thalweg/data/engine';
import { functionOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { finalize, type Observable, defer } from 'rxjs';
import { MapWorker, type PlacedInput } from './outside/map-worker.ts';
import type { TrainingPort } from './wire/training-port.ts';

/** Options of {@link mapInWorkers}. */
export interface MapInWorkersOptions {
  /** The number of workers; 2 by default. */
  readonly workers?: number;
  /** The items that each worker has, at most: the one in work, and those that wait for it; 2 by default. */
  readonly ahead?: number;
  /** The seed of the keys, as that of `map`. */
  readonly seed?: number | undefined;
  /** The milliseconds within which a worker must have begun to serve; 10,000 by default. */
  readonly silenceMs?: number;
}

/**
 * Applies the function that workers serve with `serveMap` to each item. `make` makes each worker: that of a page or of Node, or a port.
 *
 * Results come in the order of the items, with the bits that `map` gives in this thread with the same seed, for any number of workers.
 * Items are read ahead: at most `workers · ahead` are under way. Items and results are copied as structured clones; tensors and
 * pixels stay such.
 *
 * - **Offset** exact, as that of `mapAsync`
 * - **Workers** are made when an item is asked for, and end when the run ends or its subscriber leaves
 * - **Throws** {@link WorkerError} as a stream error if a worker dies or serves no function; what the function throws; `DataError` for an
 *   item that cannot be cloned
 *
 * @example
 * images.pipe(mapInWorkers(() => new Worker(new URL('./augment.worker.ts', import.meta.url)), { workers: 3, seed: 7 }), batch(64))
 */
export function mapInWorkers<R>(
  make: () => TrainingPort,
  options?: MapInWorkersOptions,
): <S extends Observable<unknown>>(source: S) => SourceLike<S, R> {
  const { workers, ahead, seed, silenceMs } = optionsOf('mapInWorkers', options, {
    workers: 2,
    ahead: 2,
    seed: undefined,
    silenceMs: 10_000,
  });
  functionOf('mapInWorkers', 'the first argument', make);
  checkWhole('workers', workers);
  checkWhole('ahead', ahead);
  return <S extends Observable<unknown>>(source: S) => {
    const pool = new Pool(() => new MapWorker(make(), silenceMs), workers);
    const mapped = mapAsync(
      (item: ItemOf<S>, context) => {
        const { epoch, index } = context;
        return pool.call({ item, epoch, index, key: seed === undefined ? undefined : context.key }) as Promise<R>;
      },
      { concurrency: workers * ahead, seed },
    );
    if (source instanceof Dataset)
      return (mapped(source) as Dataset<R>).derive(reader => holding(reader, () => pool.hold())) as SourceLike<S, R>;
    return defer(() => {
      const release = pool.hold();
      return (mapped(source) as Observable<R>).pipe(finalize(release));
    }) as SourceLike<S, R>;
  };
}

function checkWhole(option: string, given: number): void {
  if (Number.isSafeInteger(given) && given > 0) return;
  throw new DataError(
    'mapInWorkers',
    `${option} must be a whole number, at least 1`,
    printed(given),
    'Give 1 or more.',
  );
}

/** Returns a reader that holds something as long as an iterator is open. */
function holding<R>(reader: Reader<R>, hold: () => () => void): Reader<R> {
  const held = (iterator: EpochIterator<R>): EpochIterator<R> => {
    const release = hold();
    return {
      next: () => iterator.next(),
      offset: () => iterator.offset?.(),
      close() {
        iterator.close?.();
        release();
      },
    };
  };
  return {
    ...reader,
    read: (epoch, index, offset) => held(reader.read(epoch, index, offset)),
    ...(reader.openRun !== undefined && {
      openRun(epoch: number) {
        const run = reader.openRun!(epoch);
        return {
          live: run.live,
          read: (epoch: number, index: number, offset) => held(run.read(epoch, index, offset)),
          get ended() {
            return run.ended;
          },
          close: () => run.close(),
        } satisfies ReturnType<NonNullable<Reader<R>['openRun']>>;
      },
    }),
  };
}

/** Workers that several iterators share. They end one turn after the last iterator, so that the next epoch finds them. */
class Pool {
  readonly #make: () => MapWorker;
  readonly #size: number;
  #workers: MapWorker[] = [];
  #holders = 0;

  constructor(make: () => MapWorker, size: number) {
    this.#make = make;
    this.#size = size;
  }

  /** Keeps the workers until the function that it returns is called. */
  hold(): () => void {
    let held = true;
    if (this.#holders++ === 0 && this.#workers.some(({ failed }) => failed)) this.#close();
    return () => {
      if (!held) return;
      held = false;
      this.#holders--;
      nextTurn(() => {
        if (this.#holders === 0) this.#close();
      });
    };
  }

  /** Sends an item to the worker that has the fewest. After one has failed, there is no other result. */
  call(input: PlacedInput): Promise<unknown> {
    const failed = this.#workers.find(({ failed }) => failed);
    if (failed !== undefined) return failed.call(input);
    if (this.#workers.length < this.#size && this.#workers.every(({ load }) => load > 0))
      this.#workers.push(this.#make());
    return this.#workers.reduce((least, worker) => (worker.load < least.load ? worker : least)).call(input);
  }

  #close(): void {
    for (const worker of this.#workers) worker.close();
    this.#workers = [];
  }
}
