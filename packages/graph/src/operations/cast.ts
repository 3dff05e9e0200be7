import { checkDtype } from '@thalweg/tensor/engine';
import { isFloat, type DType, type Shape } from '@thalweg/tensor';
import { elementwise } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import type { Term } from '../wire/formula.ts';

/**
 * The same values in another dtype. Fractions are cut towards 0 on the way to int32; numbers beyond its ends become
 * −2³¹ or 2³¹ − 1, and NaN becomes 0. As bool, all but 0 are true.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = cast(∂y)` between floats; none from or to others
 * - **Source** `i32.trunc_sat_f64_s`, "WebAssembly Core Specification 2.0", §4.3.2
 */
export function cast<S extends Shape>(x: Node<S>, dtype: DType): Node<S> {
  if (x.dtype === checkDtype('cast', dtype)) return x;
  const differentiable = isFloat(x.dtype) && isFloat(dtype);
  const convert = elementwise<(x: Node) => Node>(`cast to ${dtype}`, {
    formula: value => converted(value!, x.dtype, dtype),
    dtype: () => dtype,
    call: ([input]) => ['cast', input, dtype],
    ...(differentiable && { gradient: (upstream: Node) => [cast(upstream, x.dtype)] }),
  });
  return convert(x) as Node<S>;
}

/** The formula of a conversion, up to what typed arrays do: they cut fractions, make 0 of NaN, and wrap what is past the ends. */
function converted(value: Term, from: DType, to: DType): Term {
  if (to === 'bool') return scalar.sub(1, scalar.equal(value, 0));
  return to === 'int32' && isFloat(from) ? scalar.max(-(2 ** 31), scalar.min(2 ** 31 - 1, value)) : value;
}
