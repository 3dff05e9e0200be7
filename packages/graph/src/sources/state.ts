import type { TensorLike } from '@thalweg/tensor';
import { Register, type ValueOptions } from './register.ts';
import { registerParts } from './register-parts.ts';
import type { SizesIn } from '../shape/shapes.ts';

/**
 * A register that remembers from step to step: a velocity, a running mean, a counter. Its sizes are those of its first value:
 * it has no axes with names.
 *
 * - **Throws** `GraphError` for a shape or a node in place of the value; {@link full} fills shapes with names
 *
 * @example
 * const count = state(0);
 * becomes(count, add(count, 1));
 */
export function state<const V extends TensorLike>(value: V, options?: ValueOptions): Register<SizesIn<V>> {
  return new Register(registerParts('state', value, options));
}
