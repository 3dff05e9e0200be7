import type { Position } from '@thalweg/data';
import type { Node, RowsResult } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { optionsOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import type { Take } from './pull.ts';
import { recordBinder } from './record-binder.ts';
import { skippingBadRecords } from './on-bad-record.ts';
import { planOf, run, runDefaults, type Opened, type Plan, type RunOptions } from './plan.ts';
import type { Progress, Resumable } from './progress.ts';
import type { Skips } from './skipped.ts';
import type { ReportedStep } from './measure-parts.ts';
import { epochAt, recordOf, type StepMetrics, type StepRecord, type StepOutputs } from './step-record.ts';
import type { Look, WarningOptions } from './warnings/warning.ts';
import { lookAt } from '#warnings';

/** Options of {@link train}. */
export interface TrainOptions<M extends StepMetrics, V> extends RunOptions, WarningOptions {
  /** Scalars and measures to report with every step, by name. A measure is that of the step's records. */
  readonly metrics?: M;
  /** Subscribed after each epoch of a dataset; its last value goes into the record of the epoch's last step. */
  readonly validation?: Observable<V>;
}

/** The operator that {@link train} returns, with its progress and the number of skipped records. */
export interface Training<M extends StepMetrics, V> extends Resumable, Skips {
  <R>(source: Observable<R>): Observable<StepRecord<M, V>>;
}

/**
 * Trains: every record is a step. A step computes the loss, its gradients and the updates of the optimizer, then moves the
 * parameters, all or none. The operator pulls from a dataset, the next batch after the record of the step before was
 * emitted; any other observable pushes. Unsubscribing stops between two steps. The state of the optimizer belongs to this
 * operator: a new subscription continues with it. For `learn = train(…)`, `snapshot({ learn })` saves the state and
 * `restore` restores it.
 *
 * For a dataset, `validation` may be any observable, such as `heldOut.pipe(batch(500), evaluate({ loss }))`. If the last
 * records of an epoch are skipped, the record of the step before them is emitted once more, with the validation.
 *
 * A training has one subscription at a time, and may be subscribed again when that has ended: `retry()` continues after an
 * error with the parameters and the state of the optimizer. `skipped` counts what `onBadRecord` and `whenNotFinite` skip.
 *
 * In development it warns of inputs that are not scaled, of a loss that grows, and of a schedule that has ended long before its run; see `onWarning`.
 *
 * - **Throws** `ShapeError` if the loss is not a scalar, or a metric neither a scalar nor a measure; `GraphError` if it depends on no parameter,
 *   `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, `NumericError` for a loss that is
 *   not finite, and errors of a computation; parameters and moments are then as they were before that step. `GraphError`
 *   for a second subscription while one is active: use `share()`, or `merge` for several sources
 */
export function train<M extends StepMetrics = Record<never, never>, V = never>(
  loss: Node<readonly []>,
  optimizer: Transform,
  options?: TrainOptions<M, V>,
): Training<M, V> {
  const how = optionsOf('train', options, {
    ...runDefaults,
    metrics: undefined,
    validation: undefined,
    onWarning: undefined,
  });
  const plan = planOf('train', loss, optimizer, how);
  const operator = <R>(source: Observable<R>): Observable<StepRecord<M, V>> =>
    new Observable(subscriber =>
      run(plan, source, subscriber, how, opened => {
        const look = lookAt({ plan, source, onWarning: how.onWarning, control: opened.control });
        return stepWith({ ...opened, look }, subscriber, plan, how.validation);
      }),
    );
  return Object.assign(operator, { progress: plan.progress, skipped: plan.skips.skipped });
}

/** Takes a step for a record, and validates after the last one of an epoch. */
function stepWith<R, M extends StepMetrics, V>(
  { frame, control, look }: Opened & { readonly look: Look | undefined },
  subscriber: Subscriber<StepRecord<M, V>>,
  { names, report, progress, onBadRecord, skips }: Plan,
  validation: Observable<V> | undefined,
): Take<R> {
  const read = skippingBadRecords(recordBinder('train', frame), onBadRecord, skips);
  // The state of the record under way: a dataset delivers the next one when this one is done, and others have no position.
  let position: Position | undefined;
  let epochEnded: boolean | Promise<boolean> = false;
  let done = (): void => {};
  let outputs: StepOutputs | undefined;
  // The last record of an epoch so far, in case that all that follow in the epoch are skipped.
  let unvalidated = progress.position && (progress.last as StepRecord<M, V> | undefined);
  const emit = (record: StepRecord<M, V>): void => {
    note(progress, record, position);
    look?.step(record);
    subscriber.next(record);
    done();
  };
  const validate = (record: StepRecord<M, V>, otherwise: () => void): void => {
    unvalidated = undefined;
    note(progress, record, position);
    lastOf(validation!, control, last => (last === undefined ? otherwise() : emit({ ...record, validation: last })));
  };
  const passOver = (): void => {
    progress.position = position;
    whenKnown(epochEnded, control, ended =>
      ended && unvalidated !== undefined ? validate(unvalidated, done) : done(),
    );
  };
  const leaveOut = (count: number, error: unknown): void => {
    skips.countNotFinite(count, error);
    passOver();
  };
  const emitOrValidate = (record: StepRecord<M, V>): void => {
    unvalidated = record;
    whenKnown(epochEnded, control, ended => (ended ? validate(record, () => emit(record)) : emit(record)));
  };
  const deliver = (record: StepRecord<M, V>): void =>
    validation === undefined ? emit(record) : emitOrValidate(record);
  // It makes no closure: one that held the record would cost memory at each step.
  const taken = (result: RowsResult): void => {
    if (result.failure !== undefined) return control.error(result.failure.error);
    if (result.taken === 0) return leaveOut(result.skipped, result.skip!.error);
    deliver(recordOf<M, V>((outputs ??= { names, columns: result.columns }), 0, epochAt(position)));
  };
  const give = (record: ReportedStep): void => deliver(record as StepRecord<M, V>);
  const measured = report?.taking(control, { epoch: () => epochAt(position), deliver: give, leaveOut });
  return (record, cursor, then) => {
    position = progress.next = cursor?.position;
    if (validation !== undefined) epochEnded = cursor?.epochEnded ?? false;
    done = then;
    const bound = read(record);
    if (bound !== undefined) look?.feeds?.(bound.feeds);
    if (bound === undefined) passOver();
    else if (measured === undefined) frame.runRows(bound.feeds, 1, taken);
    else frame.run(bound.feeds, measured);
  };
}

/** Notes the record of the step that was taken, and its position: before its validation, in which a run may be left. */
function note(progress: Progress, record: StepRecord<StepMetrics, unknown>, position: Position | undefined): void {
  progress.last = record;
  progress.position = position;
}

/** Calls back as soon as it is known whether an epoch has ended, unless the run has ended by then. */
function whenKnown(
  epochEnded: boolean | Promise<boolean>,
  control: Subscriber<unknown>,
  then: (ended: boolean) => void,
): void {
  if (!(epochEnded instanceof Promise)) return then(epochEnded);
  epochEnded.then(
    ended => {
      if (!control.closed) then(ended);
    },
    (error: unknown) => control.error(error),
  );
}

/** Calls back with the last value of an observable, if there is one, when it completes. */
function lastOf<V>(values$: Observable<V>, control: Subscriber<unknown>, then: (last: V | undefined) => void): void {
  let last: V | undefined;
  control.add(
    values$.subscribe({
      next: value => (last = value),
      error: error => control.error(error),
      complete: () => then(last),
    }),
  );
}
