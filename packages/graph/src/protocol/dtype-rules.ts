import { type DType, DtypeError, isFloat } from '@thalweg/tensor';
import type { Mismatch } from '../shape/shapes.ts';

/** All inputs must have one dtype. */
export function sameDtype(name: string): (inputs: readonly DType[]) => DType {
  return inputs => {
    if (inputs.some(dtype => dtype !== inputs[0]))
      throw new DtypeError(name, inputs, 'inputs must have one dtype', 'Convert one of them with cast.');
    return inputs[0]!;
  };
}

/** All inputs must have one dtype, and not bool: flags are compared and chosen by, but not calculated with. */
export function sameNumbers(name: string): (inputs: readonly DType[]) => DType {
  return inputs => {
    if (inputs.includes('bool'))
      throw new DtypeError(name, inputs, 'inputs must be numbers', 'Convert flags with cast.');
    return sameDtype(name)(inputs);
  };
}

/** All inputs must have one dtype, float32 or float64: whole numbers would be cut silently. */
export function sameFloats(name: string): (inputs: readonly DType[]) => DType {
  return inputs => {
    if (!inputs.every(isFloat))
      throw new DtypeError(name, inputs, 'inputs must be float32 or float64', 'Convert them with cast.');
    return sameDtype(name)(inputs);
  };
}

/**
 * `unknown` for a node that may be int32; else what is wrong with its dtype. Inputs know theirs as a type, and most labels and
 * indices are inputs.
 */
export type Indices<What extends string, N> = N extends { readonly dtype: infer D extends DType }
  ? 'int32' extends D
    ? unknown
    : Mismatch<`${What} must be int32, got ${D}. Declare the input as input(name, shape, 'int32').`>
  : unknown;
