import type { FrameOptions, Guard, Node, Runner } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import type { Observable } from 'rxjs';
import { isMeasure, scalarOf, type StepReporting } from '../measures/measure-parts.ts';
import { descentOf, type Descent } from './descent.ts';
import { progressOf, type Progress, type Scalars, type StepMetrics } from './progress.ts';
import { badRecordsOf, finiteLoss, SkipCounter, type FailureOptions, type OnBadRecord } from './skipping.ts';

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

/** Defaults of the options of `evaluate` and `predict`. */
export const evaluationDefaults = {
  sliceMs: 8,
  guard: undefined,
  runner: undefined,
  onBadRecord: undefined,
  parametersOf: undefined,
} as const;

/** The outputs of the passes of an operator, and the records that it skips. */
export interface PassConfiguration {
  /** The name of the operator that runs it. */
  readonly operator: string;
  readonly outputs: readonly Node[];
  readonly onBadRecord: OnBadRecord;
  readonly skips: SkipCounter;
}

/** The outputs and rules of the steps of a training, and its progress. The first outputs are the loss and the number of the step. */
export interface StepConfiguration extends PassConfiguration {
  /** The names of the metrics, which are the other outputs in this order. */
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
}

/** The outputs, metrics and rules of the steps of an operator. */
export interface StepParts {
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

/** Returns the configuration of passes that move nothing. Throws `ContractError` for an unknown value of the option. */
export function passConfiguration(
  operator: string,
  outputs: readonly Node[],
  onBadRecord?: OnBadRecord,
): PassConfiguration {
  return { operator, outputs, onBadRecord: badRecordsOf(operator, onBadRecord), skips: new SkipCounter() };
}

/** Returns the configuration of steps. Throws `ContractError` for unknown values of options. */
export function stepConfiguration(
  { operator, outputs, names = [], report, descent, needsRecords = false }: StepParts,
  options: FailureOptions = {},
): StepConfiguration {
  return {
    ...passConfiguration(operator, outputs, options.onBadRecord),
    names,
    report,
    rules: descent.rules,
    schedules: descent.schedules,
    progress: progressOf(outputs, descent),
    needsRecords,
    finite: finiteLoss(operator, outputs[0]!, descent, options.whenNotFinite),
  };
}

/** Options of {@link trainingConfiguration}. */
interface DescentOptions extends FailureOptions {
  readonly metrics?: StepMetrics | undefined;
}

/** Returns the configuration of the steps that descend a loss. Throws `ShapeError` for metrics that are not scalars. */
export function trainingConfiguration(
  operator: string,
  loss: Node<readonly []>,
  optimizer: Transform,
  { metrics = {}, ...options }: DescentOptions = {},
): StepConfiguration {
  const descent = descentOf(operator, loss as Node, optimizer);
  const parts = { operator, descent, needsRecords: true };
  const first = [loss as Node, descent.step];
  const report = Object.values<unknown>(metrics).find(isMeasure)?.ofSteps(operator, metrics, first);
  if (report !== undefined) return stepConfiguration({ ...parts, outputs: report.outputs, report }, options);
  const scalars = Object.entries(metrics as Scalars).map(([name, metric]) => scalarOf(operator, name, metric));
  const outputs = [...first, ...scalars];
  return stepConfiguration({ ...parts, outputs, names: Object.keys(metrics) }, options);
}
