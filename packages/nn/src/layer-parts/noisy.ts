import {
  add,
  becomes,
  div,
  greaterEqual,
  mul,
  type Node,
  state,
  sub,
  uniformLike,
  whenTraining,
  where,
} from '@thalweg/graph';
import { DtypeError, isFloat, type Key, type Shape } from '@thalweg/tensor';
import { dropoutRate, type DropoutRate } from './dropout-rate.ts';
import { layerIdentity, type LayerIdentityOptions } from './layer-identity.ts';
import type { SameShapeLayer } from './layer.ts';

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

/** A value in which elements are 0 with the probability `rate`, and the others are divided by `1 − rate`; one draw for each element of a shape. */
export function dropped(x: Node, like: Node, { key, counter, rate }: Draw): Node {
  const kept = greaterEqual(uniformLike(like, key, counter), rate) as Node;
  const scaled = typeof rate === 'number' ? mul(x, 1 / (1 - rate)) : div(x, sub(1, rate) as Node);
  return where(kept, scaled as Node, 0) as Node;
}
