import type { DType } from '@thalweg/tensor';
import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameDtype } from '../protocol/dtype-rules.ts';
import type { Term } from '../wire/formula.ts';

// Comparisons give bool, element by element, and refuse a gradient. Their operands broadcast.

function comparison<Name extends string>(name: Name, formula: (a: Term, b: Term) => Term): Binary<Name> {
  return elementwise<Binary<Name>>(name, {
    formula,
    dtype: (inputs: readonly DType[]): DType => (sameDtype(name)(inputs), 'bool'),
  });
}

/** `a < b` */
export const less: Binary<'less'> = /* @__PURE__ */ comparison('less', (a, b) => scalar.less(a, b));

/** `a ≤ b` */
export const lessEqual: Binary<'lessEqual'> = /* @__PURE__ */ comparison('lessEqual', (a, b) => scalar.lessEqual(a, b));

/** `a > b` */
export const greater: Binary<'greater'> = /* @__PURE__ */ comparison('greater', (a, b) => scalar.less(b, a));

/** `a ≥ b` */
export const greaterEqual: Binary<'greaterEqual'> = /* @__PURE__ */ comparison('greaterEqual', (a, b) =>
  scalar.lessEqual(b, a),
);

/** `a = b`; a NaN equals nothing. */
export const equal: Binary<'equal'> = /* @__PURE__ */ comparison('equal', (a, b) => scalar.equal(a, b));

/** `a ≠ b`; a NaN differs from everything. */
export const notEqual: Binary<'notEqual'> = /* @__PURE__ */ comparison('notEqual', (a, b) =>
  scalar.sub(1, scalar.equal(a, b)),
);
