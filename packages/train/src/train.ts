import type { Position } from '@thalweg/data';
import {
  openFrame,
  type FrameOptions,
  type Guard,
  type Node,
  type Rows,
  type Runner,
  type TaskFrame,
} from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { ShapeError, type Shape } from '@thalweg/tensor';
import { Observable, type Subscriber } from 'rxjs';
import { descentOf } from './descent.ts';
import { drive, type Take } from './drive.ts';
import { feeder } from './feeder.ts';
import { progressOf, type Progress, type Trains } from './progress.ts';
import { recordOf, type Scalars, type StepRecord } from './step-record.ts';

/** Options of {@link train}. */
export interface TrainOptions<M extends Scalars, V> {
  /** Scalars to report with every step, by name. */
  readonly metrics?: M;
  /** Subscribed after each epoch of a dataset; what it emits last goes into the record of the epoch's last step. */
  readonly validation?: Observable<V>;
  /** The event loop gets a turn after so many milliseconds, 8 by default; never if `Infinity`. */
  readonly sliceMs?: number;
  /** Looks at every value that is computed, such as `guardFinite()`, which says where a NaN comes from. */
  readonly guard?: Guard;
  /** What computes in place of the interpreter, such as `wasm()`. A guard has the interpreter do it. */
  readonly runner?: Runner | undefined;
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
  const descent = descentOf('train', loss as Node, optimizer);
  const { rules, step } = descent;
  const metrics = Object.entries<Node<Shape>>(options.metrics ?? {}).map(([name, node]) => {
    if (node.shape.length === 0) return node;
    throw new ShapeError('train', [node.shape], `the metric '${name}' must be a scalar`, 'Take its mean.');
  });
  const outputs = [loss, step, ...metrics] as Node[];
  const progress = progressOf(outputs, descent);
  const operator = <R>(source: Observable<R>): Observable<StepRecord<M, V>> =>
    new Observable(subscriber => run(source, subscriber, { outputs, rules }, progress, options));
  return Object.assign(operator, { progress });
}

function run<R, M extends Scalars, V>(
  source: Observable<R>,
  subscriber: Subscriber<StepRecord<M, V>>,
  plan: Pick<FrameOptions, 'outputs' | 'rules'>,
  progress: Progress,
  { metrics, validation, sliceMs = 8, guard, runner }: TrainOptions<M, V>,
): void {
  const frame = openFrame({ ...plan, training: true, steps: true, guard, runner });
  const { start } = progress;
  progress.start = undefined;
  progress.position = progress.next = start;
  subscriber.add(() => frame.close());
  const validate = (measured: (result?: V) => void): void => {
    let last: V | undefined;
    subscriber.add(
      validation!.subscribe({
        next: result => (last = result),
        error: error => subscriber.error(error),
        complete: () => measured(last),
      }),
    );
  };
  drive(source, subscriber, {
    sliceMs,
    start,
    take: stepWith(frame, subscriber, progress, Object.keys(metrics ?? {}), validation && validate),
    end: () => subscriber.complete(),
  });
}

/** Takes a step for a record, and validates after the last one of an epoch. */
function stepWith<R, M extends Scalars, V>(
  frame: TaskFrame,
  subscriber: Subscriber<StepRecord<M, V>>,
  progress: Progress,
  names: readonly string[],
  validate: ((measured: (result?: V) => void) => void) | undefined,
): Take<R> {
  const read = feeder('train', frame);
  // Of the record under way: a dataset gives the next one when this one is done with, and others have no position.
  let position: Position | undefined;
  let epochEnded = false;
  let done = (): void => {};
  const tell = (told: StepRecord<M, V>): void => {
    progress.last = told;
    progress.position = position;
    subscriber.next(told);
    done();
  };
  const taken = ({ columns, failure }: Rows): void => {
    if (failure !== undefined) return subscriber.error(failure.error);
    const told = recordOf<M, V>({ names, columns }, 0, position?.epoch ?? 0);
    if (validate === undefined || !epochEnded) return tell(told);
    validate(validation => tell(validation === undefined ? told : { ...told, validation }));
  };
  return (record, cursor, then) => {
    position = progress.next = cursor?.position;
    epochEnded = validate !== undefined && cursor?.epochEnded === true;
    done = then;
    frame.runRows(read(record).feeds, 1, taken);
  };
}
