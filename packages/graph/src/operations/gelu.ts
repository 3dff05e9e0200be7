import type { Shape } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';

/** Settings of `gelu`. */
export interface GeluOptions {
  /** `'tanh'` for the cheaper formula; exact by the error function when left out. */
  readonly approximate?: 'tanh';
}

const byErrorFunction: Unary = /* @__PURE__ */ elementwise('gelu', {
  formula: x => scalar.mul(scalar.mul(0.5, x), scalar.add(1, scalar.erf(scalar.mul(x, Math.SQRT1_2)))),
  dtype: sameFloats('gelu'),
  gradient: (upstream, [x]) => {
    const probability = mul(0.5, add(1, erf(mul(x!, Math.SQRT1_2))));
    const density = mul(1 / Math.sqrt(2 * Math.PI), exp(mul(-0.5, square(x!))));
    return [mul(upstream, add(probability, mul(x!, density)))];
  },
});

// (1 + tanh u)/2 is sigmoid(2u), here with 2u = x·(LINEAR + CUBIC·x²): no digits are lost where tanh is close to −1.
const LINEAR = 1.5957691216057308; // √(8/π)
const CUBIC = 0.07135481627260025; // 0.044715·√(8/π)

const byTanh: Unary = /* @__PURE__ */ elementwise('gelu', {
  formula: x => {
    const slope = scalar.add(LINEAR, scalar.mul(CUBIC, scalar.mul(x, x)));
    return scalar.div(x, scalar.add(1, scalar.exp(scalar.neg(scalar.mul(x, slope)))));
  },
  dtype: sameFloats('gelu'),
  call: ([x]) => ['gelu', x, { approximate: 'tanh' }],
  gradient: (upstream, [x], y) => {
    const squared = square(x!);
    const s = sigmoid(mul(x!, add(LINEAR, mul(CUBIC, squared))));
    const inner = add(LINEAR, mul(3 * CUBIC, squared));
    return [mul(upstream, add(s, mul(mul(y, sub(1, s)), inner)))];
  },
});

/**
 * Gaussian error linear unit `y = x·Φ(x)`, Φ the distribution function of the standard normal: `(1 + erf(x/√2))/2`, or
 * `(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2`.
 * As a layer: {@link @thalweg/nn!gelu | gelu()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·(Φ(x) + x·Φ′(x))`
 * - **Source** Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016, arXiv 1606.08415, §2
 */
export function gelu<S extends Shape>(x: Node<S>, options?: GeluOptions): Node<S> {
  const { approximate } = optionsOf('gelu', options, { approximate: undefined });
  if (approximate !== undefined) oneOf('gelu: approximate', approximate, ['tanh']);
  return approximate === 'tanh' ? byTanh(x) : byErrorFunction(x);
}
