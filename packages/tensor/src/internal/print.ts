import type { DType } from '../dtype.ts';
import type { Nested } from '../nested.ts';
import { printShape, type Sizes } from '../shape.ts';

const EDGE = 3;

/**
 * Head and tail of long axes; whole numbers in full, others to four significant digits and no less than their whole
 * part.
 */
export function printTensor(shape: Sizes, dtype: DType, values: Nested): string {
  return `${dtype} ${printShape(shape)} ${print(values)}`;
}

function print(value: Nested): string {
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'boolean') return String(value);
  const long = value.length > 2 * EDGE + 1;
  const parts = (long ? value.slice(0, EDGE) : value).map(print);
  return `[${(long ? [...parts, '…', ...value.slice(-EDGE).map(print)] : parts).join(', ')}]`;
}

function printNumber(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  const whole = String(Math.trunc(Math.abs(value))).length;
  return String(Number(value.toPrecision(Math.max(4, whole))));
}
