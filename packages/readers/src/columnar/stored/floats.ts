import type { Converted } from '../cells.ts';
import type { RawValues } from '../raw-values.ts';
import { each, eachNumber } from './each.ts';
import type { StoredType } from './stored-type.ts';

/** Floating-point numbers of 32 or 64 bits. */
export function floats(): StoredType {
  const numbers = (values: RawValues): Converted => ({
    cells: values instanceof Float64Array ? values : Float64Array.from(values as ArrayLike<number>),
  });
  return { type: 'number', as: { number: numbers, text: each(String) } };
}

/** Floating-point numbers of 16 bits: a sign, five bits of exponent, ten of fraction. */
export function halfFloats(): StoredType {
  return { type: 'number', as: { number: eachNumber(half) } };
}

function half(bytes: Uint8Array): number {
  const [low = 0, high = 0] = bytes;
  const sign = high >> 7 ? -1 : 1;
  const exponent = (high >> 2) & 31;
  const fraction = (((high & 3) << 8) | low) / 1024;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}
