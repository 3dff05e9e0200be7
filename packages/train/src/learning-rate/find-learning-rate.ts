import { exp, feed, mul, registersOf, sub, type Node } from '@thalweg/graph';
import { handOut } from '@thalweg/graph/author';
import type { Schedule, Transform } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { defer, endWith, map, Observable, pairwise, type Subscriber } from 'rxjs';
import { type Opened, run } from '../passes/run.ts';
import {
  type StepConfiguration,
  trainingConfiguration,
  runDefaults,
  type RunOptions,
} from '../passes/configuration.ts';
import type { Skips } from '../passes/skipping.ts';
import { takeRecords, type Taking } from '../passes/take-records.ts';
import { RateCurve, type RateTrial } from './rate-curve.ts';

/** Options of {@link findLearningRate}. */
export interface FindLearningRateOptions extends Omit<RunOptions, 'whenNotFinite'> {
  /** The rate of the first step, 1e-6 by default. */
  readonly from?: number;
  /** The rate of the last step, 10 by default. */
  readonly to?: number;
  /** The number of steps, 100 by default: each needs a record. */
  readonly steps?: number;
  /** The weight of the past in the running mean of the losses, 0.9 by default. */
  readonly smoothing?: number;
  /** The test ends when the running mean is this many times its least value, 4 by default. */
  readonly explosion?: number;
}

/** The operator that {@link findLearningRate} returns, with the number of skipped records. */
export interface RateSearch extends Skips {
  (source: Observable<unknown>): Observable<RateTrial>;
}

/**
 * Finds learning rates that work, by a range test: a training whose rate grows from step to step by the same factor. It emits the
 * rate and the loss of each step, one step late, and completes after all steps, at the end of the data, or when the loss explodes
 * or is not finite. The last record suggests a rate: where the smoothed loss fell most steeply.
 *
 * All parameters and states are put back when it completes, fails or is unsubscribed, between two steps. Until then
 * everybody sees them move. Give it as many batches as steps: `rows.pipe(shuffle({ seed: 1 }), batch(32), epochs(Infinity))`.
 *
 * - **Throws** `ShapeError` if the loss is not a scalar, `GraphError` if it depends on no parameter, `ContractError` unless
 *   0 < from < to, steps is a whole number of at least 5, smoothing is in [0, 1), and explosion is above 1
 * - **Stream errors** as `train`; a loss that is not finite is an error only in the first step
 * - **Source** Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, §3.3; the running mean and its limit
 *   are those of Howard and Gugger, "fastai: A Layered API for Deep Learning", 2020
 *
 * @example
 * const curve$ = batches.pipe(findLearningRate(loss, learningRate => adam({ learningRate }), { to: 1 }));
 * const { suggestion } = await lastValueFrom(curve$);
 */
export function findLearningRate(
  loss: Node<readonly []>,
  optimizerOf: (learningRate: Schedule) => Transform,
  options?: FindLearningRateOptions,
): RateSearch {
  const { whenNotFinite: _, ...defaults } = runDefaults;
  const how = optionsOf('findLearningRate', options, {
    ...defaults,
    from: 1e-6,
    to: 10,
    steps: 100,
    smoothing: 0.9,
    explosion: 4,
  });
  checkOptions(how);
  functionOf('findLearningRate', 'the optimizer', optimizerOf);
  const { from, to, steps } = how;
  const growth = Math.log(to / from) / (steps - 1);
  const schedule: Schedule = step => mul(from, exp(mul(sub(step, 1), growth))) as Node<readonly []>;
  const rateOf = (step: number): number => from * Math.exp((step - 1) * growth);
  const { onBadRecord } = how;
  const configuration = trainingConfiguration('findLearningRate', loss, optimizerOf(schedule), {
    whenNotFinite: 'skip',
    onBadRecord,
  });
  const operator = (source: Observable<unknown>): Observable<RateTrial> =>
    defer(() => {
      const curve = new RateCurve({ ...how, rateOf });
      const trials$ = new Observable<RateTrial>(subscriber =>
        run(configuration, { ...how, source, subscriber }, opened => {
          keepRegisters(configuration, opened.control);
          return trialsWith(opened, curve, steps);
        }),
      );
      return trials$.pipe(
        endWith(undefined),
        pairwise(),
        map(([trial, next]) => (next === undefined ? { ...trial!, suggestion: curve.suggestion } : trial!)),
      );
    });
  return Object.assign(operator, { skipped: configuration.skips.skipped });
}

/** Puts all registers back when a run ends. */
function keepRegisters({ progress: { roots } }: StepConfiguration, control: Subscriber<unknown>): void {
  const kept = registersOf(...roots).map(register => [register, handOut(register)] as const);
  control.add(() => feed(...kept));
}

/** Takes a step for a record, up to the last step or until the loss explodes. */
function trialsWith(opened: Opened<RateTrial>, curve: RateCurve, steps: number): Taking<unknown> {
  const { subscriber, control } = opened;
  return takeRecords(opened, {
    notFinite: error => (curve.length === 0 ? control.error(error) : control.complete()),
    rows({ columns }, { done }) {
      subscriber.next(curve.add(columns[0]![0]!));
      if (curve.length === steps || curve.hasExploded) control.complete();
      else done();
    },
  });
}

function checkOptions({
  from,
  to,
  steps,
  smoothing,
  explosion,
}: Required<Pick<FindLearningRateOptions, 'from' | 'to' | 'steps' | 'smoothing' | 'explosion'>>): void {
  const refuse = (requirement: string, given: unknown, advice: string): never => {
    throw new ContractError('findLearningRate', requirement, String(given), advice);
  };
  if (!(from > 0 && from < to && to < Infinity))
    refuse('from and to must be finite and 0 < from < to', `${from} and ${to}`, 'Try 1e-6 and 10.');
  if (!(Number.isSafeInteger(steps) && steps >= 5))
    refuse('steps must be a whole number of at least 5', steps, 'Try 100.');
  if (!(smoothing >= 0 && smoothing < 1)) refuse('smoothing must be at least 0 and below 1', smoothing, 'Try 0.9.');
  if (!(explosion > 1)) refuse('explosion must be above 1', explosion, 'Try 4.');
}
