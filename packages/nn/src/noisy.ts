import { add, becomes, state, whenTraining, type Node } from '@thalweg/graph';
import { DtypeError, isFloat, type Key, type Shape } from '@thalweg/tensor';
import { layerIdentity, type LayerIdentityOptions } from './layer-identity.ts';
import type { SameShapeLayer } from './layer.ts';
import { dropoutRate, type DropoutRate } from './dropout-rate.ts';

/** Ingredients of the noise of one application. */
export interface Draw {
  readonly key: Key;
  /** The number of the step, from 1: an int32 state after its rule. */
  readonly counter: Node<readonly []>;
  readonly rate: number | Node<readonly []>;
}

/** Options of layers with noise. */
export interface NoiseOptions {
  readonly seed?: number | undefined;
  readonly name?: string | undefined;
}

/**
 * Returns a layer that changes its input at random in training, and returns it otherwise. Its counter is a state that only
 * steps increase, so every step draws other numbers; so does each application.
 *
 * - **Throws** as `dropoutRate`, and `DtypeError` if the input is no float
 */
export function noisy(
  kind: string,
  given: DropoutRate,
  options: NoiseOptions,
  change: (x: Node, draw: Draw) => Node,
): SameShapeLayer {
  const rateOf = dropoutRate(kind, given);
  return <S extends Shape>(x: Node<S>) => {
    const { name, key, join } = layerIdentity(kind, x as Node, options as LayerIdentityOptions);
    if (!isFloat(x.dtype))
      throw new DtypeError(kind, [x.dtype], 'the input must be float32 or float64', 'Convert it with cast.');
    const count = state(0, { name: `${name}/counter`, dtype: 'int32' });
    join(count);
    const counter = becomes(count, add(count, 1) as typeof count);
    return whenTraining(change(x as Node, { key, counter, rate: rateOf(name, counter, x.dtype) }) as Node<S>, x);
  };
}
