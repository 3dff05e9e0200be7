import type { Guard, Runner } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Observable } from 'rxjs';
import type { Measured, Metrics } from './metrics.ts';
import { withParametersOf } from './parameters-of.ts';
import { readingDefaults, readingPlan } from './passes/plan.ts';
import type { Resumable } from './passes/progress.ts';
import { operatorOf } from './passes/run.ts';
import type { OnBadRecord, Skips } from './passes/skipping.ts';
import { takeRecords } from './passes/take-records.ts';
import { tallyPlan } from './tally-plan.ts';
import { Tally } from './tally.ts';

/** Options of {@link evaluate} and `predict`. */
export interface ReadingOptions {
  /** Milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
  /** Inspects every value that is computed, such as `guardFinite()`, which reports the origin of a NaN. */
  readonly guard?: Guard | undefined;
  /** Computes in place of the interpreter, such as `wasm()`. With a guard, the interpreter computes. */
  readonly runner?: Runner | undefined;
  /**
   * The treatment of records that do not fit the inputs. `'error'`, the default, ends the stream with the `DataError`,
   * `ShapeError` or `DtypeError`; `'skip'` counts them in `skipped` and goes on.
   */
  readonly onBadRecord?: OnBadRecord | undefined;
  /**
   * A training, such as `train` returns. If its optimizer keeps other parameters for evaluation, such as averages, the
   * model is evaluated with those. To use a training in its own validation, name it inside a `defer`.
   */
  readonly parametersOf?: Resumable;
}

/** An operator that reads a model, with the number of records that it skipped. */
export interface ModelReading<T> extends Skips {
  (source: Observable<unknown>): Observable<T>;
}

/**
 * Measures a model on all records of a source and emits one value at the end: the number of examples as
 * `count`, and for each metric its mean over them, its total, or the value of a {@link measure}. It changes no parameter and
 * no state.
 *
 * If there was nothing to evaluate, `count` is 0, numbers are `undefined` and totals zero. A metric that is called `count` takes
 * the place of the number of examples; an `undefined` number then shows that there were none.
 *
 * Measures are exact. Those that `progressive` computes from bins keep the scores of all examples here, about 24 bytes for
 * each example.
 *
 * - **Throws** `ShapeError` if a metric is neither a scalar, a total nor a measure; `GraphError` for a `parametersOf` that is no
 *   training; `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and errors of a computation;
 *   `DataError` for predictions that do not fit a metric, such as NaN, also with `onBadRecord: 'skip'`
 *
 * @example
 * digits.test.pipe(batch(500), evaluate({ accuracy: logits.pipe(measure(accuracy(), digit)) }))
 */
export function evaluate<M extends Metrics>(metrics: M, options?: ReadingOptions): ModelReading<Measured<M>> {
  const how = optionsOf('evaluate', options, readingDefaults);
  const { outputs, entries } = tallyPlan(metrics, withParametersOf('evaluate', how.parametersOf));
  const plan = readingPlan('evaluate', outputs.nodes, how.onBadRecord);
  return operatorOf<Measured<M>>(plan, how, opened => {
    const tally = new Tally<M>({ outputs, entries });
    const { subscriber, control } = opened;
    const { take } = takeRecords(opened, {
      outputs(values, { rows, done }) {
        tally.add(values, rows);
        done();
      },
    });
    const end = (): void => {
      subscriber.next(tally.result());
      control.complete();
    };
    return { take, end };
  });
}
