import { type DatasetIterator, DataError, Dataset, type Offset } from '@thalweg/data';
import { nextTurn, now } from '@thalweg/data/engine';
import { GraphError, openFrame } from '@thalweg/graph';
import { ContractError, type TypedArray } from '@thalweg/tensor';
import { Observable, type Subscriber } from 'rxjs';
import type { StepConfiguration, PassConfiguration, RunOptions } from './configuration.ts';
import type { Progress, Resumable, StepMetrics, StepRecord } from './progress.ts';
import type { Skips } from './skipping.ts';
import { epochAt, type Passes, type Taking } from './take-records.ts';

/** The operator that runs over a source. */
export interface Running {
  readonly operator: string;
  /** The progress of a training: it has one subscription at a time, which begins at its offset and keeps it. */
  readonly progress?: Progress | undefined;
  /** True for a half of a training: its records must be pulled. */
  readonly isHalf?: boolean;
  /** True if a dataset without a record is a mistake. */
  readonly needsRecords?: boolean;
}

/** A source and its subscriber, and options of the run. */
export interface Over<T> extends Omit<RunOptions, 'whenNotFinite' | 'onBadRecord'> {
  readonly source: Observable<unknown>;
  readonly subscriber: Subscriber<T>;
  /** An observable that is subscribed after each epoch: it needs a source that is pulled. */
  readonly validation?: unknown;
}

/**
 * Runs over a source: its records are taken one after another by what `open` returns. All that ends with the run is added to
 * `control`, which also takes errors; it ends before the subscriber receives the completion or the error.
 *
 * - **Throws** `GraphError` if the progress has a subscription already; `DataError` for a source that must be pulled
 */
export function runOver<T>(
  running: Running,
  over: Over<T>,
  open: (control: Subscriber<unknown>) => Taking<never>,
): void {
  const { operator, progress, needsRecords = false } = running;
  const { source, subscriber, sliceMs = 8 } = over;
  checkPulled(running, over);
  if (progress?.active === true) throw busy(running);
  endFirst(subscriber, control => {
    if (progress !== undefined) {
      progress.active = true;
      control.add(() => (progress.active = false));
    }
    const { take, end = (): void => control.complete() } = open(control) as Taking<unknown>;
    if (control.closed) return;
    const start = progress && begun(progress);
    const how = { sliceMs, running: over.running, start };
    if (!needsRecords || !(source instanceof Dataset) || start !== undefined)
      return consume(source, control, { ...how, take, end });
    let isEmpty = true;
    consume(source, control, {
      ...how,
      take: (record, iterator, done) => {
        isEmpty = false;
        take(record, iterator, done);
      },
      end: () => (isEmpty ? control.error(noRecord(operator)) : end()),
    });
  });
}

/** The passes of a run, and the subscriber of their results. */
export interface Opened<T> extends Passes {
  readonly source: Observable<unknown>;
  readonly subscriber: Subscriber<T>;
  /** Takes errors, and all that has to end with the run. */
  readonly control: Subscriber<unknown>;
}

/** Runs passes over a source, in its own frame, which closes with the run. */
export function run<T>(
  configuration: PassConfiguration & Partial<StepConfiguration>,
  over: Over<T>,
  open: (opened: Opened<T>) => Taking<never>,
): void {
  const { operator, outputs, rules = [], progress, finite, onBadRecord, skips } = configuration;
  const { source, subscriber, guard, runner } = over;
  const isTraining = progress !== undefined;
  runOver(configuration, over, control => {
    const frame = openFrame({ outputs, rules, training: isTraining, steps: isTraining, finite, guard, runner });
    control.add(() => frame.close());
    const fail = (error: unknown): void => control.error(error);
    return open({ operator, frame, onBadRecord, skips, progress, fail, control, source, subscriber });
  });
}

/** An operator that passes records through a model. */
type Operator<T> = Skips & (<R>(source: Observable<R>) => Observable<T>);

/** Returns the operator that runs passes. `open` is called for each subscription. */
export function operatorOf<T>(
  configuration: StepConfiguration,
  options: Omit<Over<T>, 'source' | 'subscriber'>,
  open: (opened: Opened<T>) => Taking<never>,
): Operator<T> & Resumable;

export function operatorOf<T>(
  configuration: PassConfiguration,
  options: Omit<Over<T>, 'source' | 'subscriber'>,
  open: (opened: Opened<T>) => Taking<never>,
): Operator<T>;

export function operatorOf<T>(
  configuration: PassConfiguration & Partial<StepConfiguration>,
  options: Omit<Over<T>, 'source' | 'subscriber'>,
  open: (opened: Opened<T>) => Taking<never>,
): Operator<T> {
  const { progress, skips } = configuration;
  const operator = (source: Observable<unknown>): Observable<T> =>
    new Observable(subscriber => run(configuration, { ...options, source, subscriber }, open));
  return Object.assign(operator, { ...(progress && { progress }), skipped: skips.skipped });
}

/** Returns the offset at which a subscription begins to read; the next one begins at the start. */
function begun(progress: Progress): Offset | undefined {
  const { start } = progress;
  progress.start = undefined;
  progress.offset = progress.next = start;
  return start;
}

function checkPulled<T>({ operator, isHalf = false }: Running, over: Over<T>): void {
  if (over.source instanceof Dataset) return;
  const option = (['validation', 'running'] as const).find(name => over[name] !== undefined);
  if (option === undefined && !isHalf) return;
  throw new DataError(
    operator,
    isHalf ? 'the records of a half must be pulled' : `${option} needs a source that is pulled`,
    'an observable that pushes',
    'Begin the pipe with a Dataset, such as fromIterable gives, and keep to operators that return one.',
  );
}

function noRecord(operator: string): DataError {
  return new DataError(
    operator,
    'a dataset must have at least one record',
    'none',
    'Check the path or the filter that it comes from.',
  );
}

function busy({ operator, isHalf = false }: Running): GraphError {
  return new GraphError(
    operator,
    `a ${isHalf ? 'half' : 'training'} may have one subscription at a time`,
    'a second one while the first is active',
    `For several subscribers, put share() after ${operator}(…)${isHalf ? '' : '; for several sources, merge them before it'}.`,
  );
}

/** Options of {@link consume}. */
interface ConsumeOptions<R> extends Taking<R> {
  /** Milliseconds after which the event loop gets a turn; `Infinity` for never. */
  readonly sliceMs: number;
  /** Pauses the pulling between a `false` and the next `true`. */
  readonly running?: Observable<boolean> | undefined;
  /** The offset from which the dataset is read; the start by default. */
  readonly start?: Offset | undefined;
  readonly end: () => void;
}

/**
 * Passes the records of a source to `take`, one after another: those of a dataset are pulled, each after the one before is
 * done; any other observable pushes, and knows neither a start nor a pause. Ends when the subscriber leaves.
 *
 * - **Throws** `ContractError` for a negative slice of time
 */
export function consume<R>(source: Observable<R>, subscriber: Subscriber<unknown>, how: ConsumeOptions<R>): void {
  if (!(how.sliceMs >= 0))
    throw new ContractError('sliceMs', 'it must be at least 0, or Infinity', String(how.sliceMs), 'Try 8.');
  if (source instanceof Dataset) new Pull(source as Dataset<R>, subscriber, how).begin();
  else push(source, subscriber, how);
}

function push<R>(source: Observable<R>, subscriber: Subscriber<unknown>, { take, end }: ConsumeOptions<R>): void {
  let open = 0;
  let complete = false;
  const done = (): void => {
    open--;
    if (complete && open === 0) end();
  };
  // The source connects after its subscriber can end it: one that emits at once, perhaps for ever, must see who has left.
  const tied = new Observable<R>(records => {
    subscriber.add(records);
    return source.subscribe(records);
  });
  tied.subscribe({
    next: record => {
      open++;
      try {
        take(record, undefined, done);
      } catch (error) {
        subscriber.error(error);
      }
    },
    error: error => subscriber.error(error),
    complete: () => {
      complete = true;
      if (open === 0) end();
    },
  });
}

/** Pulls the records of a dataset in slices of time, each record after the one before is done, until the subscriber leaves. */
class Pull<R> {
  readonly #iterator: DatasetIterator<R>;
  readonly #subscriber: Subscriber<unknown>;
  readonly #options: ConsumeOptions<R>;
  readonly #done: () => void;
  readonly #slice: () => void;
  #used: R | undefined;
  /** A record that was awaited, or the end. It is taken in a turn of its own, which a pause can delay. */
  #arrived: { readonly record: R | undefined } | undefined;
  #waiting = false;
  #paused = false;
  /** True while `take` runs, which may call `done` at once. */
  #inside = false;
  #cancel: (() => void) | undefined;

  constructor(source: Dataset<R>, subscriber: Subscriber<unknown>, options: ConsumeOptions<R>) {
    this.#iterator = source.open(options.start);
    this.#subscriber = subscriber;
    this.#options = options;
    this.#slice = () => this.#takeSlice();
    this.#done = () => {
      this.#waiting = false;
      if (!this.#inside) this.#later();
    };
  }

  begin(): void {
    const { running, sliceMs } = this.#options;
    this.#subscriber.add(() => {
      this.#cancel?.();
      this.#iterator.close();
    });
    this.#subscriber.add(
      running?.subscribe({
        next: isRunning => {
          this.#paused = !isRunning;
          this.#later();
        },
        error: error => this.#subscriber.error(error),
      }),
    );
    if (sliceMs === Infinity && !this.#paused) this.#takeSlice();
    else this.#later();
  }

  #takeSlice(): void {
    const { sliceMs } = this.#options;
    this.#cancel?.();
    const began = now();
    let elapsed = 0;
    let count = 0;
    try {
      // Takes another record only if there is time for it, judged by those before.
      do {
        this.#takeOne();
        count++;
        elapsed = now() - began;
      } while (
        !this.#waiting &&
        !this.#paused &&
        !this.#subscriber.closed &&
        (elapsed * (count + 1)) / count < sliceMs
      );
    } catch (error) {
      this.#subscriber.error(error);
    }
    this.#later();
  }

  #takeOne(): void {
    const arrived = this.#arrived;
    const record = arrived === undefined ? this.#iterator.next(this.#used) : arrived.record;
    this.#arrived = undefined;
    this.#waiting = true;
    if (record instanceof Promise) return this.#await(record);
    this.#used = record;
    if (record === undefined) return this.#options.end();
    this.#inside = true;
    this.#options.take(record, this.#iterator, this.#done);
    this.#inside = false;
  }

  #await(record: Promise<R | undefined>): void {
    record.then(
      record => {
        this.#arrived = { record };
        this.#done();
      },
      (error: unknown) => this.#subscriber.error(error),
    );
  }

  #later(): void {
    this.#cancel?.();
    if (!this.#subscriber.closed && !this.#paused && !this.#waiting) this.#cancel = nextTurn(this.#slice);
  }
}

/**
 * Begins a run that is over before its subscriber receives the completion or the error: `control` takes either, calls all
 * teardowns that were added to it, and passes it on. So a subscription inside of these callbacks finds nothing of the former
 * run. Values go to the subscriber directly.
 */
export function endFirst(subscriber: Subscriber<unknown>, begin: (control: Subscriber<unknown>) => void): void {
  let control: Subscriber<unknown> | undefined;
  new Observable<unknown>(own => {
    control = own;
    subscriber.add(own);
    begin(own);
  }).subscribe({
    error: error => {
      control?.unsubscribe();
      subscriber.error(error);
    },
    complete: () => {
      control?.unsubscribe();
      subscriber.complete();
    },
  });
}

/** Notes the record of the step that was taken, and the offset of the reading after its batch. */
export function note(progress: Progress, record: StepRecord<StepMetrics, unknown>, offset: Offset | undefined): void {
  progress.last = record;
  progress.offset = offset;
}

/** Returns a function that notes a step of a learning, without an object for each step. */
export function progressKeeper(progress: Progress): (step: number, loss: number, offset: Offset | undefined) => void {
  const last = { step: 0, epoch: 1, loss: 0, metrics: {} } as { -readonly [K in keyof StepRecord]: StepRecord[K] };
  return (step, loss, offset) => {
    last.step = step;
    last.loss = loss;
    last.epoch = epochAt(offset);
    progress.last = last;
    progress.offset = offset;
  };
}

/** The outputs of steps from which records are made: the loss, the number of the step, and metrics in the order of names. */
export interface StepOutputs {
  readonly names: readonly string[];
  /** The values of each output, step by step. */
  readonly columns: readonly TypedArray[];
}

/** Returns the record of the n-th of some steps. */
export function recordOf<M extends StepMetrics, V>(
  { names, columns }: StepOutputs,
  n: number,
  epoch: number,
): StepRecord<M, V> {
  const metrics = names.length === 0 ? NONE : Object.fromEntries(names.map((name, i) => [name, columns[2 + i]![n]!]));
  const record = { step: columns[1]![n]!, epoch, loss: columns[0]![n]!, metrics };
  return record as unknown as StepRecord<M, V>;
}

const NONE: object = /* @__PURE__ */ Object.freeze({});
