import { GraphError, openFrame, type FrameOptions, type Guard, type Node, type Runner, type TaskFrame } from '@thalweg/graph'; // prettier-ignore
import { DataError, Dataset } from '@thalweg/data';
import type { Transform } from '@thalweg/optim';
import type { Observable, Subscriber } from 'rxjs';
import { descentOf, type Descent } from './descent.ts';
import { consume } from './consume.ts';
import { endFirst } from './end-first.ts';
import { badRecordsOf, type OnBadRecord } from './on-bad-record.ts';
import type { Take } from './pull.ts';
import { checkPulled, type PulledOnly } from './pulled-only.ts';
import { progressOf, type Progress } from './progress.ts';
import { SkipCounter } from './skipped.ts';
import { isMeasure } from './is-measure.ts';
import type { StepReporting } from './measure-parts.ts';
import type { Scalars, StepMetrics } from './step-record.ts';
import { scalarOf } from './scalar-of.ts';
import { finiteLoss, type WhenNotFinite } from './when-not-finite.ts';

/** Options for steps and records that fail. */
export interface FailureOptions {
  /**
   * The treatment of steps whose loss is NaN or infinite. `'error'`, the default, ends the stream with a `NumericError`, and
   * `'skip'` emits nothing and counts the step in `skipped`; both move no parameter and no state. `'continue'` takes the step.
   * With `skipNonFinite` in the optimizer, the default is `'continue'`: it skips and counts such steps.
   */
  readonly whenNotFinite?: WhenNotFinite | undefined;
  /**
   * The treatment of records that do not fit the inputs. `'error'`, the default, ends the stream with the `DataError`,
   * `ShapeError` or `DtypeError`; `'skip'` counts them in `skipped` and goes on.
   */
  readonly onBadRecord?: OnBadRecord | undefined;
}

/** Options of all operators that take steps. */
export interface RunOptions extends FailureOptions {
  /** Milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
  /**
   * Pauses the training: it takes no step between a `false` and the next `true`. So a training can wait for a button, run at a
   * chosen pace, or rest while a page is hidden, and keeps all its state. The source must
   * be a dataset, which is pulled: any other observable pushes.
   */
  readonly running?: Observable<boolean> | undefined;
  /** Inspects every value that is computed, such as `guardFinite()`, which reports the origin of a NaN. */
  readonly guard?: Guard | undefined;
  /** Computes in place of the interpreter, such as `wasm()`. With a guard, the interpreter computes. */
  readonly runner?: Runner | undefined;
}

/** Defaults of {@link RunOptions}. */
export const runDefaults = {
  sliceMs: 8,
  running: undefined,
  guard: undefined,
  runner: undefined,
  whenNotFinite: undefined,
  onBadRecord: 'error',
} as const;

/** The outputs and rules of the steps of a training, its progress, and the records that it skips. */
export interface Plan {
  /** The name of the operator that runs it. */
  readonly operator: string;
  /** The loss, the number of the step, and metrics in the order of their names. */
  readonly outputs: readonly Node[];
  readonly names: readonly string[];
  /** Makes the records, if some metrics are measures: then the outputs are in its order. */
  readonly report: StepReporting | undefined;
  readonly rules: readonly Node[];
  readonly progress: Progress;
  /** True if a dataset without a record is a mistake. */
  readonly needsRecords: boolean;
  /** The schedules of the optimizer that end. */
  readonly schedules: Descent['schedules'];
  /** The check of the loss, if it must be finite. */
  readonly finite: FrameOptions['finite'];
  readonly onBadRecord: OnBadRecord;
  readonly skips: SkipCounter;
}

/** The parts of a plan. */
export interface PlanParts {
  readonly operator: string;
  /** The loss, the number of the step, and others. */
  readonly outputs: readonly Node[];
  /** The names of the metrics among the outputs. */
  readonly names?: readonly string[];
  readonly report?: StepReporting | undefined;
  readonly descent: Descent;
  /** True if a dataset without a record is a mistake. */
  readonly needsRecords?: boolean;
}

/** Returns the plan of a training. Throws `ContractError` for unknown values of options. */
export function planWith(
  { operator, outputs, names = [], report, descent, needsRecords = false }: PlanParts,
  options: FailureOptions = {},
): Plan {
  return {
    operator,
    outputs,
    names,
    report,
    rules: descent.rules,
    schedules: descent.schedules,
    progress: progressOf(outputs, descent),
    needsRecords,
    finite: finiteLoss(operator, outputs[0]!, descent, options.whenNotFinite),
    onBadRecord: badRecordsOf(operator, options.onBadRecord),
    skips: new SkipCounter(),
  };
}

/** Options of {@link planOf}. */
interface DescentOptions extends FailureOptions {
  readonly metrics?: StepMetrics | undefined;
}

/** Returns the plan of the descent of a loss. Throws `ShapeError` for metrics that are not scalars. */
export function planOf(
  operator: string,
  loss: Node<readonly []>,
  optimizer: Transform,
  { metrics = {}, ...options }: DescentOptions = {},
): Plan {
  const descent = descentOf(operator, loss as Node, optimizer);
  const parts = { operator, descent, needsRecords: true };
  const first = [loss as Node, descent.step];
  const report = Object.values<unknown>(metrics).find(isMeasure)?.ofSteps(operator, metrics, first);
  if (report !== undefined) return planWith({ ...parts, outputs: report.outputs, report }, options);
  const scalars = Object.entries(metrics as Scalars).map(([name, metric]) => scalarOf(operator, name, metric));
  const outputs = [...first, ...scalars];
  return planWith({ ...parts, outputs, names: Object.keys(metrics) }, options);
}

/** The frame of a run, and the subscriber that ends the run. */
export interface Opened {
  readonly frame: TaskFrame;
  /** Takes errors, and all that has to end with the run. */
  readonly control: Subscriber<unknown>;
}

/**
 * Runs a training over a source, in its own frame, which closes when the subscriber leaves, and before it receives the
 * completion or the error. A training has one subscriber at a time; another one gets a `GraphError`.
 */
export function run<R>(
  { operator, outputs, rules, progress, finite, needsRecords }: Plan,
  source: Observable<R>,
  subscriber: Subscriber<unknown>,
  options: RunOptions & PulledOnly,
  takeIn: (opened: Opened) => Take<R>,
): void {
  checkPulled(operator, source, options);
  if (progress.active) throw busy(operator);
  const { sliceMs = 8, running, guard, runner } = options;
  endFirst(subscriber, control => {
    progress.active = true;
    control.add(() => (progress.active = false));
    const frame = openFrame({ outputs, rules, training: true, steps: true, finite, guard, runner });
    control.add(() => frame.close());
    const { start } = progress;
    progress.start = undefined;
    progress.position = progress.next = start;
    const takeOne = takeIn({ frame, control });
    let isMistaken = needsRecords && source instanceof Dataset && start === undefined;
    const take: Take<R> = (record, cursor, done) => {
      isMistaken = false;
      takeOne(record, cursor, done);
    };
    const end = (): void => (isMistaken ? control.error(noRecord(operator)) : control.complete());
    consume(source, control, { sliceMs, running, start, take, end });
  });
}

function noRecord(operator: string): DataError {
  return new DataError(
    operator,
    'a dataset must have at least one record',
    'none',
    'Check the path or the filter that it comes from.',
  );
}

function busy(operator: string): GraphError {
  return new GraphError(
    operator,
    'a training may have one subscription at a time',
    'a second one while the first is active',
    `For several subscribers, put share() after ${operator}(…); for several sources, merge them before it.`,
  );
}
