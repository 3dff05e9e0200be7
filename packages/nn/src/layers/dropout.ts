import { add, becomes, greaterEqual, mul, state, uniformLike, whenTraining, where, type Node } from '@thalweg/graph';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { layerIdentity } from '../layer-identity.ts';
import type { SameShapeLayer } from '../layer.ts';

/** Options of {@link dropout}. */
export interface DropoutOptions {
  readonly seed?: number;
  readonly name?: string;
}

/**
 * In training, sets each element to 0 with probability `rate` and divides the others by `1 − rate`; otherwise it
 * returns its input. Its counter is a state that only steps increase, so every step has another mask. Each application
 * of the layer has its own masks.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y / (1 − rate)` where `x` was kept, else 0
 * - **Throws** `ContractError` for a rate outside of [0, 1)
 * - **Source** Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014
 */
export function dropout(rate: number, options?: DropoutOptions): SameShapeLayer {
  const { seed, name } = optionsOf('dropout', options, { seed: 0, name: undefined });
  if (!(rate >= 0 && rate < 1))
    throw new ContractError('dropout', 'the rate must be from 0 to below 1', String(rate), 'Try 0.5.');
  return <S extends Shape>(x: Node<S>) => {
    const identity = layerIdentity('dropout', x as Node, { name, seed });
    const counter = state(0, { name: `${identity.name}/counter`, dtype: 'int32' });
    identity.join(counter);
    const draw = becomes(counter, add(counter, 1) as typeof counter);
    const kept = greaterEqual(uniformLike(x as Node, identity.key, draw), rate);
    return whenTraining(where(kept, mul(x as Node, 1 / (1 - rate)), 0) as Node as Node<S>, x);
  };
}
