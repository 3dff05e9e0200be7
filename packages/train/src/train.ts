import type { Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Observable, Subscriber } from 'rxjs';
import { type BoundRecord, type Take, takeRecords, type Taking } from './passes/take-records.ts';
import { type StepConfiguration, trainingConfiguration, runDefaults, type RunOptions } from './passes/configuration.ts';
import type { Resumable, StepMetrics, StepRecord } from './passes/progress.ts';
import { note, type Opened, operatorOf, recordOf, type StepOutputs } from './passes/run.ts';
import type { Skips } from './passes/skipping.ts';
import type { WarningOptions } from './warnings/warning.ts';
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
  const configuration = trainingConfiguration('train', loss, optimizer, how);
  return operatorOf<StepRecord<M, V>>(configuration, how, opened => stepsWith(opened, configuration, how)) as Training<
    M,
    V
  >;
}

/** The options that are not those of every run. */
interface Completed<V> {
  readonly validation: Observable<V> | undefined;
  readonly onWarning: WarningOptions['onWarning'];
}

/** Takes a step for a record, and validates after the last one of an epoch. */
function stepsWith<M extends StepMetrics, V>(
  opened: Opened<StepRecord<M, V>>,
  configuration: StepConfiguration,
  { validation, onWarning }: Completed<V>,
): Taking<unknown> {
  const { control, subscriber, source } = opened;
  const { names, report, progress } = configuration;
  const look = lookAt({ configuration, source, onWarning, control });
  let outputs: StepOutputs | undefined;
  const emit = (record: StepRecord<M, V>, { offset, done }: BoundRecord): void => {
    note(progress, record, offset);
    look?.step(record);
    subscriber.next(record);
    done();
  };
  const validated = validation && validating(opened, configuration, validation, emit);
  const deliver = validated?.deliver ?? emit;
  const { take } = takeRecords(opened, {
    before: look && (({ feeds }) => look.feeds?.(feeds)),
    outputs: report && ((values, bound) => deliver(report.recordOf(values, bound.epoch) as StepRecord<M, V>, bound)),
    rows: ({ columns }, bound) => deliver(recordOf<M, V>((outputs ??= { names, columns }), 0, bound.epoch), bound),
    ...(validated && { passOver: validated.passOver }),
  });
  return { take: validated?.noting(take) ?? take };
}

/** Returns what validates at the end of an epoch. The source is pulled: there is one record at a time. */
function validating<M extends StepMetrics, V>(
  { control }: Opened<StepRecord<M, V>>,
  { progress }: StepConfiguration,
  validation: Observable<V>,
  emit: (record: StepRecord<M, V>, bound: BoundRecord) => void,
) {
  let epochEnded: boolean | Promise<boolean> = false;
  // The last record of an epoch so far, in case that all that follow in the epoch are skipped.
  let unvalidated = progress.start && (progress.last as StepRecord<M, V> | undefined);
  const validate = (record: StepRecord<M, V>, bound: BoundRecord, otherwise: () => void): void => {
    unvalidated = undefined;
    // Before its validation, in which a run may be left.
    note(progress, record, bound.offset);
    lastOf(validation, control, last =>
      last === undefined ? otherwise() : emit({ ...record, validation: last }, bound),
    );
  };
  return {
    /** Notes of each record whether it is the last of an epoch. */
    noting:
      (take: Take<unknown>): Take<unknown> =>
      (record, iterator, done) => {
        epochEnded = iterator?.epochEnded ?? false;
        take(record, iterator, done);
      },
    deliver: (record: StepRecord<M, V>, bound: BoundRecord): void => {
      unvalidated = record;
      const unchanged = (): void => emit(record, bound);
      whenKnown(epochEnded, control, ended => (ended ? validate(record, bound, unchanged) : unchanged()));
    },
    passOver: (bound: BoundRecord): void => {
      progress.offset = bound.offset;
      whenKnown(epochEnded, control, ended =>
        ended && unvalidated !== undefined ? validate(unvalidated, bound, bound.done) : bound.done(),
      );
    },
  };
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
