import { DataError, Dataset, type DatasetIterator } from '@thalweg/data';
import { type Observable, type Subscriber, Subject } from 'rxjs';
import type { RecordOffset, ReportMessage } from '../wire/protocol.ts';
import { Packing, unpacked } from '../wire/packed.ts';
import type { ReplayBuffer } from './replay-buffer.ts';
import { isOnDemand, ON_DEMAND, type OnDemand } from '@thalweg/data/engine';

/** Options of {@link Run}. */
interface RunOptions {
  /** The records; undefined for a worker with its own data. */
  readonly source: Observable<unknown> | undefined;
  readonly subscriber: Subscriber<unknown>;
  readonly replayBuffer: ReplayBuffer;
  readonly transfer: boolean;
}

/** One subscription to the steps of a training: it draws records as there is room for them, and emits step records once. */
export class Run {
  readonly subscriber: Subscriber<unknown>;
  /** The number of records that were drawn, and of step records that were emitted. */
  drawn = 0;
  emitted = 0;
  readonly #options: RunOptions;
  #records: DemandedRecords | undefined;
  #isDue = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.subscriber = options.subscriber;
  }

  /** The worker reads records from an offset on. */
  begin(from: RecordOffset): void {
    if (this.#records !== undefined) return this.draw();
    const { source, replayBuffer, subscriber } = this.#options;
    if (source === undefined) throw needsRecords();
    this.#records = demandedRecords(source, from, {
      record: (record, at) => {
        this.#take(record, at);
      },
      end: () => {
        replayBuffer.complete();
        this.#sendSoon();
      },
      error: error => subscriber.error(error),
    });
    this.draw();
  }

  /** Draws as many records as there is room for. */
  draw(): void {
    this.#options.replayBuffer.send();
    this.#records?.allow(this.#options.replayBuffer.room);
  }

  /** Emits the step records of a report that were not emitted before. Returns true if there is one. */
  report({ first, steps }: ReportMessage): boolean {
    const before = this.emitted;
    const records = unpacked(steps) as readonly unknown[];
    for (let i = Math.max(0, this.emitted + 1 - first); i < records.length; i++) {
      if (this.subscriber.closed) return false;
      this.emitted = first + i;
      this.subscriber.next(records[i]);
    }
    return this.emitted > before;
  }

  close(): void {
    this.#records?.close();
  }

  #take(record: unknown, at: RecordOffset): void {
    const { replayBuffer, transfer } = this.#options;
    const packing = new Packing({ transfer });
    replayBuffer.record(at, packing.pack(record), packing.buffers);
    this.drawn++;
    this.#sendSoon();
  }

  /** Records that come together go in one message. */
  #sendSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    void Promise.resolve().then(() => {
      this.#isDue = false;
      try {
        if (!this.subscriber.closed) this.#options.replayBuffer.send();
      } catch (cause) {
        this.subscriber.error(notData(cause));
      }
    });
  }
}

function needsRecords(): DataError {
  return new DataError(
    'steps$',
    'a training that reads records must get some',
    'no source',
    'Write source.pipe(training.learn()).',
  );
}

/** The error for a record that cannot be copied. */
export function notData(cause: unknown): DataError {
  return new DataError(
    'learn',
    'a record must be data that can be copied',
    String(cause),
    'Leave functions and other objects out of it.',
  );
}

/** Handles the records of a source. */
interface RecordHandler {
  readonly record: (record: unknown, offset: RecordOffset) => void;
  readonly end: () => void;
  readonly error: (error: unknown) => void;
}

/** A source that gives no record before it is asked for. */
interface DemandedRecords {
  /** Allows so many further records from now on. */
  allow(count: number): void;
  close(): void;
}

/**
 * Returns the records of a source from an offset on: of a dataset, which is pulled, or of a buffer.
 *
 * - **Throws** `DataError` for a source that pushes its records without a buffer
 */
function demandedRecords(source: Observable<unknown>, from: RecordOffset, handler: RecordHandler): DemandedRecords {
  if (source instanceof Dataset) return new PulledRecords(source as Dataset<unknown>, from, handler);
  checkDemanded(source);
  return bufferedRecords(source as Observable<unknown> & OnDemand<unknown>, from, handler);
}

/** Throws a `DataError` for a source that pushes its records without a buffer. */
export function checkDemanded(source: Observable<unknown>): void {
  if (source instanceof Dataset || isOnDemand(source)) return;
  throw new DataError(
    'learn',
    'the source must wait until the worker takes its records',
    'an observable that pushes',
    "Begin the pipe with a Dataset, such as fromIterable gives, or put boundedBuffer({ capacity: 10_000, whenFull: 'dropOldest' }) of @thalweg/online last before the training.",
  );
}

class PulledRecords implements DemandedRecords {
  readonly #iterator: DatasetIterator<unknown>;
  readonly #handler: RecordHandler;
  #allowed = 0;
  #busy = false;
  #closed = false;

  constructor(dataset: Dataset<unknown>, from: RecordOffset, handler: RecordHandler) {
    this.#iterator = dataset.open(from);
    this.#handler = handler;
  }

  allow(count: number): void {
    this.#allowed = count;
    if (!this.#busy) this.#pull();
  }

  close(): void {
    this.#closed = true;
    this.#iterator.close();
  }

  #pull(): void {
    this.#busy = true;
    try {
      while (this.#allowed > 0 && !this.#closed) {
        const record = this.#iterator.next();
        if (record instanceof Promise) return this.#await(record);
        this.#give(record);
      }
      this.#busy = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  #await(record: Promise<unknown>): void {
    record
      .then(record => {
        this.#give(record);
        this.#pull();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  #give(record: unknown): void {
    if (this.#closed) return;
    if (record === undefined) {
      this.close();
      return this.#handler.end();
    }
    this.#allowed--;
    const { epoch, index } = this.#iterator.offset;
    this.#handler.record(record, { epoch, index: index - 1 });
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#handler.error(error);
  }
}

function bufferedRecords(
  source: Observable<unknown> & OnDemand<unknown>,
  { epoch, index: first }: RecordOffset,
  { record, end, error }: RecordHandler,
): DemandedRecords {
  const demand$ = new Subject<number>();
  let index = first;
  let allowed = 0;
  const subscription = source[ON_DEMAND](demand$).subscribe({
    next: given => {
      allowed--;
      record(given, { epoch, index: index++ });
    },
    error,
    complete: end,
  });
  return {
    allow: count => {
      const more = count - allowed;
      if (more <= 0) return;
      allowed = count;
      demand$.next(more);
    },
    close: () => subscription.unsubscribe(),
  };
}
