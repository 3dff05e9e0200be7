import { openFrame, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { Observable } from 'rxjs';
import { consume } from './consume.ts';
import type { ReadingOptions } from './evaluate.ts';
import { recordBinder } from './record-binder.ts';
import { withParametersOf } from './parameters-of.ts';

/**
 * Emits the value of a node for every record. It changes no parameter and no state.
 *
 * - **Throws** `GraphError` for a `parametersOf` that is no training
 *
 * @example
 * records$.pipe(predict(softmax(logits)))
 */
export function predict<S extends Shape>(
  node: Node<S>,
  { sliceMs = 8, guard, runner, parametersOf }: ReadingOptions = {},
): (source: Observable<unknown>) => Observable<Tensor<S>> {
  const output = withParametersOf('predict', parametersOf)(node) as Node;
  return source =>
    new Observable(subscriber => {
      const frame = openFrame({ outputs: [output], guard, runner });
      subscriber.add(() => frame.close());
      const read = recordBinder('predict', frame);
      consume(source, subscriber, {
        sliceMs,
        take: (record, _, done) =>
          frame.run(read(record).feeds, outcome => {
            if ('error' in outcome) return subscriber.error(outcome.error);
            subscriber.next(outcome.outputs[0] as Tensor<S>);
            done();
          }),
        end: () => subscriber.complete(),
      });
    });
}
