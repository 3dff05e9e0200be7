import type { Position } from '@thalweg/data';
import type { Node, RowsResult, TaskFrame } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { Observable, type Subscriber } from 'rxjs';
import type { Take } from './pull.ts';
import { recordBinder } from './record-binder.ts';
import { planOf, run, type Plan, type RunOptions } from './plan.ts';
import type { Resumable } from './progress.ts';
import { epochAt, recordOf, type Scalars, type StepRecord, type StepOutputs } from './step-record.ts';

/** Options of {@link train}. */
export interface TrainOptions<M extends Scalars, V> extends RunOptions {
  /** Scalars to report with every step, by name. */
  readonly metrics?: M;
  /** Subscribed after each epoch of a dataset; its last value goes into the record of the epoch's last step. */
  readonly validation?: Observable<V>;
}

/** The operator that {@link train} returns, with its progress. */
export interface Training<M extends Scalars, V> extends Resumable {
  <R>(source: Observable<R>): Observable<StepRecord<M, V>>;
}

/**
 * Trains: every record is a step. A step computes the loss, its gradients and the updates of the optimizer, then moves the
 * parameters, all or none. The operator pulls from a dataset, the next batch after the record of the step before was
 * emitted; any other observable pushes. Unsubscribing stops between two steps. The state of the optimizer belongs to this
 * operator: a new subscription continues with it. For `learn = train(…)`, `snapshot({ learn })` saves the state and
 * `restore` restores it.
 *
 * For a dataset, `validation` may be any observable, such as `heldOut.pipe(batch(500), evaluate({ loss }))`.
 *
 * - **Throws** `ShapeError` if the loss or a metric is not a scalar, `GraphError` if it depends on no parameter
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and errors of a computation;
 *   parameters and moments are then as they were before that step
 */
export function train<M extends Scalars = Record<never, never>, V = never>(
  loss: Node<readonly []>,
  optimizer: Transform,
  options: TrainOptions<M, V> = {},
): Training<M, V> {
  const plan = planOf('train', loss, optimizer, options.metrics);
  const operator = <R>(source: Observable<R>): Observable<StepRecord<M, V>> =>
    new Observable(subscriber =>
      run(plan, source, subscriber, options, frame => stepWith(frame, subscriber, plan, options.validation)),
    );
  return Object.assign(operator, { progress: plan.progress });
}

/** Takes a step for a record, and validates after the last one of an epoch. */
function stepWith<R, M extends Scalars, V>(
  frame: TaskFrame,
  subscriber: Subscriber<StepRecord<M, V>>,
  { names, progress }: Plan,
  validation: Observable<V> | undefined,
): Take<R> {
  const read = recordBinder('train', frame);
  // The state of the record under way: a dataset delivers the next one when this one is done, and others have no position.
  let position: Position | undefined;
  let epochEnded: boolean | Promise<boolean> = false;
  let done = (): void => {};
  let outputs: StepOutputs | undefined;
  const emit = (record: StepRecord<M, V>): void => {
    progress.last = record;
    progress.position = position;
    subscriber.next(record);
    done();
  };
  const validate = (record: StepRecord<M, V>): void => {
    let last: V | undefined;
    subscriber.add(
      validation!.subscribe({
        next: result => (last = result),
        error: error => subscriber.error(error),
        complete: () => emit(last === undefined ? record : { ...record, validation: last }),
      }),
    );
  };
  const taken = ({ columns, failure }: RowsResult): void => {
    if (failure !== undefined) return subscriber.error(failure.error);
    const record = recordOf<M, V>((outputs ??= { names, columns }), 0, epochAt(position));
    if (epochEnded === false) return emit(record);
    const ended = (ended: boolean): void => (ended ? validate(record) : emit(record));
    if (epochEnded instanceof Promise) epochEnded.then(ended, (error: unknown) => subscriber.error(error));
    else ended(epochEnded);
  };
  return (record, cursor, then) => {
    position = progress.next = cursor?.position;
    epochEnded = validation !== undefined && (cursor?.epochEnded ?? false);
    done = then;
    frame.runRows(read(record).feeds, 1, taken);
  };
}
