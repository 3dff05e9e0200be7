import type { Sizes, TensorLike } from '@thalweg/tensor';
import { Register, type ValueOptions } from './register.ts';
import { registerParts } from './register-parts.ts';
import type { SizesIn } from '../shape/shapes.ts';

/** A register that learns: optimizers write rules for it, steps fire them. */
export class Parameter<S extends Sizes = Sizes> extends Register<S> {
  readonly trainable = true;
}

/**
 * A parameter with its first value.
 *
 * @example
 * read(parameter([[1, 2]])).shape // => [1, 2]
 */
export function parameter<const V extends TensorLike>(value: V, options?: ValueOptions): Parameter<SizesIn<V>> {
  return new Parameter(registerParts('parameter', value, options));
}
