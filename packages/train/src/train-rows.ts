import type { Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { ContractError, type TypedArray } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Observable } from 'rxjs';
import { note, type Opened, operatorOf, recordOf } from './passes/run.ts';
import { type StepConfiguration, trainingConfiguration, runDefaults, type RunOptions } from './passes/configuration.ts';
import type { Resumable, Scalars, StepRecord } from './passes/progress.ts';
import type { Skips } from './passes/skipping.ts';
import { takeRows, type Taking } from './passes/take-records.ts';

/** Options of {@link trainRows}. */
export interface TrainRowsOptions<M extends Scalars, E extends 'rows' | 'batches'> extends RunOptions {
  /** Scalars to report with every step, by name. */
  readonly metrics?: M;
  /** Emits one record for each batch, the default, or one for each row. */
  readonly emit?: E;
}

/** The record for the rows of a batch: that of the last step, with the means of the loss and of the metrics. */
export interface BatchRecord<M extends Scalars = Record<never, never>> extends StepRecord<M> {
  /** The loss of each step, before its row moved the parameters. */
  readonly losses: Float32Array | Float64Array;
}

/** The operator that {@link trainRows} returns, with its progress and the number of skipped records. */
export interface RowTraining<T> extends Resumable, Skips {
  <R>(source: Observable<R>): Observable<T>;
}

/**
 * Trains on each row of a batch separately: a batch of n is n steps, each with the parameters that the step before has
 * moved. The result is that of `train` with `batch(1)`, to the last bit, but a runner takes a whole batch in one call, unless
 * a value that depends on the parameters is subscribed.
 *
 * The loss is that of one example: its inputs have no batch axis, or one of size 1. A batch is taken
 * whole: unsubscribing stops between two batches. Batches are pulled and pushed, and state is kept, as `train` does.
 *
 * - **Shape** of a field for an input of shape `S`: `[rows, …S]`, and for one of `['batch', …S]` the same
 * - **Throws** `ShapeError` if the loss or a metric is not a scalar, `GraphError` if it depends on no parameter,
 *   `ContractError` for a metric that is a measure
 * - **Stream errors** as `train`; the rows before the one that fails have been learned and emitted, and a snapshot
 *   continues after that batch. With `onBadRecord: 'skip'`, a batch that does not fit is skipped whole; with
 *   `whenNotFinite: 'skip'`, rows are skipped one by one, and the record of their batch has the other ones
 *
 * @example
 * clicks.pipe(batch(256), trainRows(loss, sgd({ learningRate: 0.05 }), { runner: wasm() }))
 */
export function trainRows<M extends Scalars = Record<never, never>, E extends 'rows' | 'batches' = 'batches'>(
  loss: Node<readonly []>,
  optimizer: Transform,
  options?: TrainRowsOptions<M, E>,
): RowTraining<E extends 'rows' ? StepRecord<M> : BatchRecord<M>> {
  const how = optionsOf('trainRows', options as TrainRowsOptions<M, 'rows' | 'batches'> | undefined, {
    ...runDefaults,
    metrics: undefined,
    emit: 'batches',
  });
  oneOf('trainRows: emit', how.emit, ['batches', 'rows']);
  const configuration = trainingConfiguration('trainRows', loss, optimizer, how);
  if (configuration.report !== undefined)
    throw new ContractError(
      'trainRows',
      'metrics must be scalars',
      'a measure',
      'Report measures with train, or give the records of learnRows to rolling.',
    );
  const operator = operatorOf<StepRecord<M>>(configuration, how, opened =>
    stepsWith(opened, configuration, how.emit === 'rows'),
  );
  return operator as RowTraining<never>;
}

/** Takes a step for each row of a batch. */
function stepsWith<M extends Scalars>(
  opened: Opened<StepRecord<M>>,
  { names, progress }: StepConfiguration,
  eachRow: boolean,
): Taking<unknown> {
  const { subscriber } = opened;
  return takeRows(opened, {
    rows({ taken, columns }, { offset, epoch, done }) {
      const last = recordOf<M, never>({ names, columns }, taken - 1, epoch);
      note(progress, last, offset);
      if (!eachRow) subscriber.next(ofBatch(last, taken, columns));
      else for (const record of eachOf<M>(names, columns, taken, epoch)) subscriber.next(record);
      done();
    },
  });
}

/** Returns a record for each row. All are made before the first is emitted: a subscriber may move the frame's columns. */
function eachOf<M extends Scalars>(
  names: readonly string[],
  columns: readonly TypedArray[],
  taken: number,
  epoch: number,
): StepRecord<M>[] {
  return Array.from({ length: taken }, (_, row) => recordOf<M, never>({ names, columns }, row, epoch));
}

function ofBatch<M extends Scalars>(
  last: StepRecord<M>,
  taken: number,
  [losses, , ...metrics]: readonly TypedArray[],
): BatchRecord<M> {
  const means = Object.keys(last.metrics).map((name, i) => [name, meanOf(metrics[i]!, taken)]);
  return {
    ...last,
    loss: meanOf(losses!, taken),
    metrics: Object.fromEntries(means) as StepRecord<M>['metrics'],
    losses: losses!.slice(0, taken) as BatchRecord<M>['losses'],
  };
}

function meanOf(values: TypedArray, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  return sum / count;
}
