import type { Position } from '@thalweg/data';
import type { Node, RowsResult, TaskFrame } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { Observable, type Subscriber } from 'rxjs';
import type { Take } from './consume.ts';
import { recordBinder } from './record-binder.ts';
import { planOf, run, type Plan, type RunOptions } from './plan.ts';
import type { Trains } from './progress.ts';
import { recordOf, type Scalars, type StepRecord, type Told } from './step-record.ts';

/** Options of {@link train}. */
export interface TrainOptions<M extends Scalars, V> extends RunOptions {
  /** Scalars to report with every step, by name. */
  readonly metrics?: M;
  /** Subscribed after each epoch of a dataset; what it emits last goes into the record of the epoch's last step. */
  readonly validation?: Observable<V>;
}

/** What {@link train} returns: an operator, and how far it has come. */
export interface Training<M extends Scalars, V> extends Trains {
  <R>(source: Observable<R>): Observable<StepRecord<M, V>>;
}

/**
 * Trains: every record is a step. It computes the loss, its gradients and what the optimizer makes of them, then moves
 * the parameters, all or none. A dataset is pulled, the next batch when the step before was told; any other observable
 * pushes. Unsubscribing stops between two steps. What the optimizer remembers belongs to this operator: subscribing
 * again goes on with it. `snapshot({ learn })` keeps its state and `restore` puts it back, `learn` being what is returned.
 *
 * For a dataset, `validation` may be any observable, such as `held.pipe(batch(500), evaluate({ loss }))`.
 *
 * - **Throws** `ShapeError` if the loss or a metric is not a scalar, `GraphError` if it depends on no parameter
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and what a computation
 *   throws; parameters and moments are then as they were before that step
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
  // Of the record under way: a dataset gives the next one when this one is done with, and others have no position.
  let position: Position | undefined;
  let epochEnded = false;
  let done = (): void => {};
  let outputs: Told | undefined;
  const tell = (told: StepRecord<M, V>): void => {
    progress.last = told;
    progress.position = position;
    subscriber.next(told);
    done();
  };
  const validate = (told: StepRecord<M, V>): void => {
    let last: V | undefined;
    subscriber.add(
      validation!.subscribe({
        next: result => (last = result),
        error: error => subscriber.error(error),
        complete: () => tell(last === undefined ? told : { ...told, validation: last }),
      }),
    );
  };
  const taken = ({ columns, failure }: RowsResult): void => {
    if (failure !== undefined) return subscriber.error(failure.error);
    const told = recordOf<M, V>((outputs ??= { names, columns }), 0, position?.epoch ?? 0);
    if (epochEnded) validate(told);
    else tell(told);
  };
  return (record, cursor, then) => {
    position = progress.next = cursor?.position;
    epochEnded = validation !== undefined && cursor?.epochEnded === true;
    done = then;
    frame.runRows(read(record).feeds, 1, taken);
  };
}
