import { ContractError, isFloat, type DType, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { filled } from './creation/filled.ts';
import type { Node } from '../node/node.ts';
import { declaredShape } from '../shape/shapes.ts';
import { likesOf, sizeSources, type Likes } from '../protocol/sizes-of-names.ts';
import { constant } from '../sources/constant.ts';

/** Options of {@link full}. */
export interface FullOptions {
  /** The node, or the nodes, whose axes give the names in the shape their sizes; only their shapes are used. */
  readonly like?: Likes;
  /** By default that of the first node in `like`; without one, float32 for a number, bool for a boolean. */
  readonly dtype?: DType;
}

/**
 * A value of a shape with one number everywhere. A name in the shape is the size of the axis that has this name in `like`.
 * The elements of `like` are neither read nor computed, so it does not matter if one is NaN.
 *
 * - **Shape** as given
 * - **Gradient** zero, as for every constant
 * - **Throws** `ShapeError` for a name that no axis in `like` has; `ContractError` for a value that the dtype cannot hold
 *
 * @example
 * const x = input('x', ['batch', 784]);
 * const carry = full(['batch', 2], 0.5, { like: x });
 * x.set(new Float32Array(3 * 784));
 * read(carry).toArray() // => [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
 */
export function full<const S extends Shape>(shape: S, value: number | boolean, options?: FullOptions): Node<S> {
  const { like, dtype } = optionsOf('full', options, { like: undefined, dtype: undefined });
  const sizes = declaredShape('full', shape);
  const likes = likesOf('full', like);
  const type = dtype ?? (typeof value === 'number' ? likes[0]?.dtype : undefined);
  if (dtype === undefined && type !== undefined && !isFloat(type) && !Number.isInteger(value))
    throw new ContractError(
      'full',
      `a value of ${type}, the dtype of like, must be a whole number`,
      String(value),
      "Try { dtype: 'float32' }.",
    );
  const scalar = constant(value, type === undefined ? {} : { dtype: type }) as Node;
  return filled(scalar, likes, sizeSources('full', sizes, likes)) as Node as Node<S>;
}
