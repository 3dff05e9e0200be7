import { openFrame, type Guard, type Runner } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { consume } from './consume.ts';
import { badRecordsOf, skippingBadRecords, type OnBadRecord } from './on-bad-record.ts';
import { recordBinder } from './record-binder.ts';
import { SkipCounter, type Skips } from './skipped.ts';
import type { Measured, Metrics } from './metrics.ts';
import { Tally } from './tally.ts';
import { tallyPlan } from './tally-plan.ts';
import { withParametersOf } from './parameters-of.ts';
import type { Resumable } from './progress.ts';

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
  const { sliceMs, guard, runner, onBadRecord, parametersOf } = optionsOf('evaluate', options, {
    sliceMs: 8,
    guard: undefined,
    runner: undefined,
    onBadRecord: undefined,
    parametersOf: undefined,
  });
  const evaluated = withParametersOf('evaluate', parametersOf);
  const plan = tallyPlan(metrics, evaluated);
  const [whenBad, skips] = [badRecordsOf('evaluate', onBadRecord), new SkipCounter()];
  const operator = (source: Observable<unknown>): Observable<Measured<M>> =>
    new Observable(subscriber => {
      const tally = new Tally<M>(plan);
      const frame = openFrame({ outputs: plan.outputs.nodes, guard, runner });
      subscriber.add(() => frame.close());
      const read = skippingBadRecords(recordBinder('evaluate', frame), whenBad, skips);
      consume(source, subscriber, {
        sliceMs,
        take: (record, _, done) => {
          const bound = read(record);
          if (bound === undefined) return done();
          const { feeds, rows } = bound;
          frame.run(feeds, outcome => {
            if ('error' in outcome) return subscriber.error(outcome.error);
            try {
              tally.add(outcome.outputs, rows);
            } catch (error) {
              return subscriber.error(error);
            }
            done();
          });
        },
        end: () => {
          subscriber.next(tally.result());
          subscriber.complete();
        },
      });
    });
  return Object.assign(operator, { skipped: skips.skipped });
}
