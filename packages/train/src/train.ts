import { openFrame, type Node, type TaskFrame } from '@thalweg/graph';
import type { Dataset, Cursor } from '@thalweg/data';
import type { Transform } from '@thalweg/optim';
import { Observable, type Subscriber } from 'rxjs';
import { descentOf, type Descent } from './descent.ts';
import { drive, type Take } from './drive.ts';
import { evaluate } from './evaluate.ts';
import { feeder } from './feeder.ts';
import type { Measured, Metrics } from './metric.ts';
import type { Scalars, StepRecord } from './step-record.ts';
import { recordOf } from './step-record.ts';

/** Options of {@link train}. */
export interface TrainOptions<M extends Scalars, V extends Metrics> {
  /** Scalars to report with every step, by name. */
  readonly metrics?: M;
  /** Batches to evaluate on after each epoch, and what to measure on them. */
  readonly validation?: { readonly data: Dataset<unknown>; readonly metrics: V };
  /** The event loop gets a turn after so many milliseconds, 8 by default; never if `Infinity`. */
  readonly sliceMs?: number;
}

/**
 * Trains: every record is a step. It computes the loss, its gradients and what the optimizer makes of them, then moves
 * the parameters, all or none. A dataset is pulled, the next batch when the step before was told; any other observable
 * pushes. Unsubscribing stops between two steps. What the optimizer remembers belongs to this operator: subscribing
 * again goes on with it.
 *
 * - **Throws** `GraphError` if the loss is not a scalar or depends on no parameter
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and what a computation
 *   throws; parameters and moments are then as they were before that step
 */
export function train<M extends Scalars = Record<never, never>, V extends Metrics = Record<never, never>>(
  loss: Node<readonly []>,
  optimizer: Transform,
  options: TrainOptions<M, V> = {},
): <R>(source: Observable<R>) => Observable<StepRecord<M, V>> {
  const descent = descentOf('train', loss as Node, optimizer);
  return source => new Observable(subscriber => run(source, subscriber, loss as Node, descent, options));
}

function run<R, M extends Scalars, V extends Metrics>(
  source: Observable<R>,
  subscriber: Subscriber<StepRecord<M, V>>,
  loss: Node,
  { rules, step }: Descent,
  { metrics = {} as M, validation, sliceMs = 8 }: TrainOptions<M, V>,
): void {
  const frame = openFrame({ outputs: [loss, step, ...Object.values<Node<readonly []>>(metrics)] as Node[], rules, training: true, steps: true });
  subscriber.add(() => frame.close());
  const validate = validation && ((measured: (result: Measured<V>) => void) => {
    subscriber.add(
      evaluate(validation.metrics, { sliceMs })(validation.data).subscribe({ next: measured, error: error => subscriber.error(error) }),
    );
  });
  drive(source, subscriber, {
    sliceMs,
    take: stepWith(frame, subscriber, Object.keys(metrics), validate),
    end: () => subscriber.complete(),
  });
}

/** Takes a step for a record, and validates after the last one of an epoch. */
function stepWith<R, M extends Scalars, V extends Metrics>(
  frame: TaskFrame,
  subscriber: Subscriber<StepRecord<M, V>>,
  names: readonly string[],
  validate: ((measured: (result: Measured<V>) => void) => void) | undefined,
): Take<R> {
  const read = feeder('train', frame);
  return (record, cursor, done) => {
    frame.run(read(record).feeds, outcome => {
      if ('error' in outcome) {
        subscriber.error(outcome.error);
        return;
      }
      const tell = (validation?: Measured<V>): void => {
        subscriber.next(recordOf<M, V>(outcome.outputs, names, epochOf(cursor), validation));
        done();
      };
      if (validate !== undefined && cursor?.epochEnded === true) validate(tell);
      else tell();
    });
  };
}

function epochOf(cursor: Cursor<unknown> | undefined): number {
  return cursor === undefined ? 0 : cursor.position.epoch;
}

