import type { DType } from '@thalweg/tensor';
import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import type { Term } from '../wire/formula.ts';

// Flags that say which kind of number an element is; they refuse a gradient. Whole numbers are finite.

function kindOf(name: string, formula: (x: Term) => Term): Unary {
  return elementwise(name, { formula, dtype: (inputs): DType => (sameNumbers(name)(inputs), 'bool') });
}

/** True where `x` is NaN. */
export const isNaN: Unary = /* @__PURE__ */ kindOf('isNaN', x => scalar.sub(1, scalar.equal(x, x)));

/** True where `x` is neither NaN nor ±∞. */
export const isFinite: Unary = /* @__PURE__ */ kindOf('isFinite', x => scalar.less(scalar.abs(x), Infinity));

/** True where `x` is ∞ or −∞. */
export const isInfinite: Unary = /* @__PURE__ */ kindOf('isInfinite', x => scalar.equal(scalar.abs(x), Infinity));
