import type { DType } from '@thalweg/tensor';
import { DtypeError } from '@thalweg/tensor';
import { elementwise, type Binary, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

// Flags from flags, element by element: they refuse numbers, and a gradient. Operands broadcast.

function flags(name: string): (inputs: readonly DType[]) => DType {
  return inputs => {
    if (inputs.some(dtype => dtype !== 'bool'))
      throw new DtypeError(name, inputs, 'inputs must be bool', 'Compare numbers first, as in greater(x, 0).');
    return 'bool';
  };
}

/** `a ∧ b`: true where both are. Throws `DtypeError` unless the operands are bool. */
export const logicalAnd: Binary<'logicalAnd'> = /* @__PURE__ */ elementwise<Binary<'logicalAnd'>>('logicalAnd', {
  formula: (a, b) => scalar.min(a!, b!),
  dtype: flags('logicalAnd'),
});

/** `a ∨ b`: true where one or both are. Throws `DtypeError` unless the operands are bool. */
export const logicalOr: Binary<'logicalOr'> = /* @__PURE__ */ elementwise<Binary<'logicalOr'>>('logicalOr', {
  formula: (a, b) => scalar.max(a!, b!),
  dtype: flags('logicalOr'),
});

/** `a ⊕ b`: true where exactly one is. Throws `DtypeError` unless the operands are bool. */
export const logicalXor: Binary<'logicalXor'> = /* @__PURE__ */ elementwise<Binary<'logicalXor'>>('logicalXor', {
  formula: (a, b) => scalar.sub(1, scalar.equal(a!, b!)),
  dtype: flags('logicalXor'),
});

/** `¬x`: true where it is not. Throws `DtypeError` unless the operand is bool. */
export const logicalNot: Unary = /* @__PURE__ */ elementwise('logicalNot', {
  formula: x => scalar.sub(1, x),
  dtype: flags('logicalNot'),
});
