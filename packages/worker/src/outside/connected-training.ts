import type { Snapshot, StepRecord } from '@thalweg/train';
import type { Observable } from 'rxjs';
import type { TrainingStatus } from './training-status.ts';

/** A training in a worker, seen from outside. */
export interface ConnectedTraining<Step = StepRecord> {
  /**
   * Returns an operator from records to the step records of the training. The source must be a dataset, or end with
   * `boundedBuffer`. Subscribing starts the training, and unsubscribing ends it and forgets its state.
   *
   * - **Stream errors** the errors of the training; {@link WorkerError} if the worker dies; `DataError` for a source that pushes
   *   without a buffer, and for records that cannot be copied
   */
  learn<R>(): (source: Observable<R>) => Observable<Step>;
  /** The step records of a training that has its own data in the worker. Subscribing starts it. */
  readonly steps$: Observable<Step>;
  /** The last values of the `metrics` of the training: those that are there, then each report. */
  readonly metrics$: Observable<Readonly<Record<string, unknown>>>;
  /** The present status, then each change of it. */
  readonly status$: Observable<TrainingStatus>;
  /** Pauses the training between two steps. Fulfils when it has paused, after the step records before. */
  pause(): Promise<void>;
  /** Continues a training that was paused. */
  resume(): Promise<void>;
  /** Ends the run: its steps complete. A worker that was made for it is terminated. */
  stop(): Promise<void>;
  /** Changes a setting after the records that were sent. Rejects for an unknown name, with the one that was meant. */
  set(name: string, value: number): Promise<void>;
  /**
   * Returns the state at the end of a step, with the offset in the records and the settings, in its part `worker`. In the
   * middle of a batch it is the state of the last step, also of features before `batch`, such as a scaler: the records since then
   * come again after a restore.
   *
   * - **Rejects** with `StateError` if a step under way takes more records than any before, and they do not come within a second
   */
  snapshot(): Promise<Snapshot>;
  /**
   * Restores a state. Before the training starts, its dataset is then read from the offset of the state; a training under way
   * goes on with its next records.
   */
  restore(snapshot: Snapshot): Promise<void>;
  /**
   * Returns the prediction for a record: a number, a tensor, or what the function of the training returns. The fields of the
   * record are numbers, nested arrays, typed arrays, or tensors such as `tensor(data, { shape })`.
   */
  predict(record: object): Promise<unknown>;
}
