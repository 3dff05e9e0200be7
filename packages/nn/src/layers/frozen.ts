import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { freezing, type Trainable } from '../layer-parts/freezing.ts';

/** Options of {@link frozen}. */
export interface FrozenOptions {
  /** Says by its name whether a parameter goes on training, such as one of the last layers. By default none does. */
  readonly trainable?: Trainable;
}

/**
 * A copy of a circuit that no training changes: each parameter becomes a state with its present value, under the same name.
 * In a training, too, the copy computes what the model predicts: dropout drops nothing, and `batchNorm` takes its running
 * statistics, which stay. The circuit itself stays what it was, and goes on training where it is used.
 *
 * Nodes that one function is applied to share their states.
 *
 * - **Shape** `S → S`
 * - **Gradient** that of the formula, so that what lies below the circuit can be trained
 * - **Throws** `GraphError` if no parameter is `trainable` though a function was given
 *
 * @example
 * const features = input('x', ['batch', 4]).pipe(dense(8), relu());
 * const logits = features.pipe(frozen(), dense(3, { name: 'head' }));
 * parametersOf(logits).map(({ name }) => name).sort() // => ['head/bias', 'head/weight']
 */
export function frozen(options?: FrozenOptions): <S extends Shape>(x: Node<S>) => Node<S> {
  const { trainable } = optionsOf('frozen', options, { trainable: undefined });
  const freeze = freezing('frozen', trainable);
  return x => freeze(x as Node) as Node as typeof x;
}
