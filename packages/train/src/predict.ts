import { openFrame, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { consume } from './consume.ts';
import type { ModelReading, ReadingOptions } from './evaluate.ts';
import { badRecordsOf, skippingBadRecords } from './on-bad-record.ts';
import { recordBinder } from './record-binder.ts';
import { SkipCounter } from './skipped.ts';
import { withParametersOf } from './parameters-of.ts';

/**
 * Emits the value of a node for every record. It changes no parameter and no state. With `onBadRecord: 'skip'`, one record
 * that does not fit does not end the stream, and `skipped` counts it.
 *
 * - **Throws** `GraphError` for a `parametersOf` that is no training; `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and errors of a computation
 *
 * @example
 * records$.pipe(predict(softmax(logits)))
 */
export function predict<S extends Shape>(node: Node<S>, options?: ReadingOptions): ModelReading<Tensor<S>> {
  const { sliceMs, guard, runner, onBadRecord, parametersOf } = optionsOf('predict', options, {
    sliceMs: 8,
    guard: undefined,
    runner: undefined,
    onBadRecord: undefined,
    parametersOf: undefined,
  });
  const output = withParametersOf('predict', parametersOf)(node) as Node;
  const [whenBad, skips] = [badRecordsOf('predict', onBadRecord), new SkipCounter()];
  const operator = (source: Observable<unknown>): Observable<Tensor<S>> =>
    new Observable(subscriber => {
      const frame = openFrame({ outputs: [output], guard, runner });
      subscriber.add(() => frame.close());
      const read = skippingBadRecords(recordBinder('predict', frame), whenBad, skips);
      consume(source, subscriber, {
        sliceMs,
        take: (record, _, done) => {
          const bound = read(record);
          if (bound === undefined) return done();
          frame.run(bound.feeds, outcome => {
            if ('error' in outcome) return subscriber.error(outcome.error);
            subscriber.next(outcome.outputs[0] as Tensor<S>);
            done();
          });
        },
        end: () => subscriber.complete(),
      });
    });
  return Object.assign(operator, { skipped: skips.skipped });
}
