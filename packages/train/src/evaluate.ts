import { openFrame, type Guard, type Runner } from '@thalweg/graph';
import { Observable } from 'rxjs';
import { consume } from './consume.ts';
import { recordBinder } from './record-binder.ts';
import { nodeOf, Tally, type Measured, type Metrics } from './metric.ts';
import { withParametersOf } from './parameters-of.ts';
import type { Trains } from './progress.ts';

/** Options of {@link evaluate} and `predict`. */
export interface ReadingOptions {
  /** The event loop gets a turn after so many milliseconds, 8 by default; never if `Infinity`. */
  readonly sliceMs?: number;
  /** Looks at every value that is computed, such as `guardFinite()`, which says where a NaN comes from. */
  readonly guard?: Guard;
  /** What computes in place of the interpreter, such as `wasm()`. A guard has the interpreter do it. */
  readonly runner?: Runner | undefined;
  /**
   * A training, such as what `train` returns, whose optimizer may have other parameters than those in training for the
   * model to be evaluated with, such as their averages. In its own validation name it inside a `defer`.
   */
  readonly parametersOf?: Trains;
}

/**
 * Measures a model on all records of a source: one value at the end, the mean of each metric over the examples or its
 * total. It learns nothing and moves nothing.
 *
 * - **Throws** `ShapeError` if a metric is neither a scalar nor a total; `GraphError` for a `parametersOf` that is no
 *   training
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and what a computation throws
 *
 * @example
 * digits.test.pipe(batch(500), evaluate({ accuracy: accuracy(logits, digit) }))
 */
export function evaluate<M extends Metrics>(
  metrics: M,
  { sliceMs = 8, guard, runner, parametersOf }: ReadingOptions = {},
): (source: Observable<unknown>) => Observable<Measured<M>> {
  const evaluated = withParametersOf('evaluate', parametersOf);
  const outputs = Object.entries(metrics).map(([name, metric]) => evaluated(nodeOf(name, metric)));
  return source =>
    new Observable(subscriber => {
      const frame = openFrame({ outputs, guard, runner });
      subscriber.add(() => frame.close());
      const read = recordBinder('evaluate', frame);
      const tally = new Tally(metrics);
      consume(source, subscriber, {
        sliceMs,
        take: (record, _, done) => {
          const { feeds, rows } = read(record);
          frame.run(feeds, outcome => {
            if ('error' in outcome) return subscriber.error(outcome.error);
            tally.add(outcome.outputs, rows);
            done();
          });
        },
        end: () => {
          subscriber.next(tally.result());
          subscriber.complete();
        },
      });
    });
}
