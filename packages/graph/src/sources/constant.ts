import type { TensorLike } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { initialValue } from './register-parts.ts';
import { Node } from '../node/node.ts';
import type { ValueOptions } from './register.ts';
import type { SizesIn } from '../shape/shapes.ts';
import { sourceValueOf } from '../wire/source-value.ts';

/**
 * A value that never changes. Constants do not join circuits.
 *
 * @example
 * read(constant([1, 2])).toArray() // => [1, 2]
 */
export function constant<const V extends TensorLike>(value: V, options?: ValueOptions): Node<SizesIn<V>> {
  const { name, dtype } = optionsOf('constant', options, { name: 'constant', dtype: undefined });
  const kept = initialValue(value, dtype);
  return new Node({
    name,
    shape: kept.shape as unknown as SizesIn<V>,
    dtype: kept.dtype,
    sourceValue: sourceValueOf(kept, true),
  });
}
