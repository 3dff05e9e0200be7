import { allocate, type DType, isFloat, type Sizes, Tensor } from '@thalweg/tensor';

/** A tensor whose elements are whole numbers from −127 to 127, times a scale. */
export interface EightBit {
  readonly shape: Sizes;
  readonly dtype: DType;
  /** NaN if an element of the tensor was not finite. */
  readonly scale: number;
  readonly steps: Int8Array;
}

/**
 * Returns a tensor in 8 bits an element: each is rounded to a multiple of 1/127 of the largest magnitude.
 *
 * - **Source** Seide, Fu, Droppo, Li and Yu, "1-bit stochastic gradient descent and its application to data-parallel distributed
 *   training of speech DNNs", 2014, for what the caller does with the error
 */
export function toEightBit(value: Tensor): EightBit {
  const { shape, dtype, data } = value;
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  const scale = isFinite(value) ? largest / 127 : NaN;
  const steps = new Int8Array(data.length);
  // Next to the smallest numbers, the scale is rounded down so far that a quotient exceeds 127.
  if (scale > 0) for (let i = 0; i < data.length; i++) steps[i] = clamped(Math.round(data[i]! / scale));
  return { shape: shape as Sizes, dtype, scale, steps };
}

function clamped(step: number): number {
  return Math.max(-127, Math.min(127, step));
}

/** Returns the tensor that 8-bit numbers stand for. */
export function fromEightBit({ shape, dtype, scale, steps }: EightBit): Tensor {
  const data = allocate(dtype, steps.length);
  for (let i = 0; i < data.length; i++) data[i] = steps[i]! * scale;
  return new Tensor(shape, dtype, data);
}

/** Returns true if a tensor has no NaN and no infinity. */
export function isFinite({ dtype, data }: Tensor): boolean {
  if (!isFloat(dtype)) return true;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i]!)) return false;
  return true;
}
