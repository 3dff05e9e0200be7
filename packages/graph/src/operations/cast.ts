import { checkDtype } from '@thalweg/tensor/engine';
import { isFloat, type DType, type Shape } from '@thalweg/tensor';
import { elementwise } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';

/**
 * The same values in another dtype. Fractions are cut towards 0 on the way to int32; as bool, all but 0 are true.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = cast(∂y)` between floats; none from or to others
 */
export function cast<S extends Shape>(x: Node<S>, dtype: DType): Node<S> {
  if (x.dtype === checkDtype('cast', dtype)) return x;
  const differentiable = isFloat(x.dtype) && isFloat(dtype);
  const convert = elementwise<(x: Node) => Node>(`cast to ${dtype}`, {
    formula: value => (dtype === 'bool' ? scalar.sub(1, scalar.equal(value!, 0)) : value!),
    dtype: () => dtype,
    ...(differentiable && { gradient: (upstream: Node) => [cast(upstream, x.dtype)] }),
  });
  return convert(x) as Node<S>;
}
