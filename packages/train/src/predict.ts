import type { Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ModelReading, ReadingOptions } from './evaluate.ts';
import { withParametersOf } from './passes/registers.ts';
import { evaluationDefaults, passConfiguration } from './passes/configuration.ts';
import { operatorOf } from './passes/run.ts';
import { takeRecords } from './passes/take-records.ts';

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
  const how = optionsOf('predict', options, evaluationDefaults);
  const configuration = passConfiguration(
    'predict',
    [withParametersOf('predict', how.parametersOf)(node) as Node],
    how.onBadRecord,
  );
  return operatorOf<Tensor<S>>(configuration, how, opened =>
    takeRecords(opened, {
      outputs([value], { done }) {
        opened.subscriber.next(value as Tensor<S>);
        done();
      },
    }),
  );
}
