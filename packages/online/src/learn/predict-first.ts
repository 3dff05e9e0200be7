import { openFrame, type Feed, type Node, type Runner } from '@thalweg/graph';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { OnBadRecord, Skips } from '@thalweg/train';
import { badRecordsOf, consume, recordBinder, SkipCounter, skippingBadRecords } from '@thalweg/train/engine';
import { Observable } from 'rxjs';
import { copyOf } from '../records/copy-of.ts';
import type { EmittedValue } from './learn.ts';

/** Options of {@link predictFirst}. */
export interface PredictFirstOptions {
  /** The field that receives the prediction, `predicted` by default. */
  readonly into?: string;
  /** For a dataset: milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
  /** Computes in place of the interpreter, such as `wasm()`. */
  readonly runner?: Runner | undefined;
  /**
   * The treatment of records that do not fit the inputs. `'error'`, the default, ends the stream with the `DataError`,
   * `ShapeError` or `DtypeError`; `'skip'` counts them in `skipped` and goes on.
   */
  readonly onBadRecord?: OnBadRecord | undefined;
}

/** The operator that {@link predictFirst} returns, with the number of records that it skipped. */
export interface PredictingFirst<S extends Shape, F extends string> extends Skips {
  <R extends object>(source: Observable<R>): Observable<R & { readonly [K in F]: EmittedValue<S> }>;
}

/**
 * Adds the prediction of a node to each record, at once and without learning: for records whose labels arrive later.
 * `learn(model, optimizer, { predicted: 'predicted' })` then emits this prediction when it learns the record.
 *
 * - **Throws** `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and errors of a computation
 *
 * @example
 * events$.pipe(predictFirst(prediction), joinLabels(labels$, { key: 'id', within: 1000, capacity: 5000 }), learn(model, sgd(), { predicted: 'predicted' }))
 */
export function predictFirst<S extends Shape, const F extends string = 'predicted'>(
  prediction: Node<S>,
  options?: PredictFirstOptions & { readonly into?: F },
): PredictingFirst<S, F> {
  const { into, runner, sliceMs, onBadRecord } = optionsOf('predictFirst', options as PredictFirstOptions | undefined, {
    into: 'predicted',
    sliceMs: 8,
    runner: undefined,
    onBadRecord: undefined,
  });
  if (into === '__proto__')
    throw new ContractError('predictFirst', 'into must be the name of a field', into, "Try 'predicted'.");
  const [whenBad, skips] = [badRecordsOf('predictFirst', onBadRecord), new SkipCounter()];
  const operator = <R extends object>(source: Observable<R>) =>
    new Observable<R & { readonly [K in F]: EmittedValue<S> }>(subscriber => {
      const frame = openFrame({ outputs: [prediction as Node], runner });
      subscriber.add(() => frame.close());
      const read = skippingBadRecords(recordBinder('predictFirst', frame), whenBad, skips);
      const tell = (record: R, value: unknown): void => {
        const told = copyOf(record);
        told[into] = value;
        subscriber.next(told as never);
      };
      const scalar = (record: R, feeds: readonly Feed[], done: () => void): void =>
        frame.runRows(feeds, 1, ({ columns, failure }) => {
          if (failure !== undefined) return subscriber.error(failure.error);
          tell(record, columns[0]![0]);
          done();
        });
      const whole = (record: R, feeds: readonly Feed[], done: () => void): void =>
        frame.run(feeds, outcome => {
          if ('error' in outcome) return subscriber.error(outcome.error);
          tell(record, outcome.outputs[0]);
          done();
        });
      const predictOne = prediction.shape.length === 0 ? scalar : whole;
      consume(source, subscriber, {
        sliceMs,
        take: (record, _, done) => {
          const bound = read(record);
          if (bound === undefined) done();
          else predictOne(record, bound.feeds, done);
        },
        end: () => subscriber.complete(),
      });
    });
  return Object.assign(operator, { skipped: skips.skipped });
}
