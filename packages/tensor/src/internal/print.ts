import type { DType } from '../dtype.ts';
import { printShape, sizeOf, type Sizes } from '../shape.ts';

const EDGE = 3;

/** Head and tail of long axes; whole numbers in full, others to four significant digits and no less than their whole part. */
export function printTensor(shape: Sizes, dtype: DType, data: ArrayLike<number>): string {
  const element = (value: number): string => (dtype === 'bool' ? String(value === 1) : printNumber(value));
  const print = (axis: number, offset: number): string => {
    if (axis === shape.length) return element(data[offset]!);
    const length = shape[axis]!;
    const step = sizeOf(shape.slice(axis + 1));
    const parts: string[] = [];
    for (let index = 0; index < length; index++) {
      if (length > 2 * EDGE + 1 && index === EDGE) {
        parts.push('…');
        index = length - EDGE;
      }
      parts.push(print(axis + 1, offset + index * step));
    }
    return `[${parts.join(', ')}]`;
  };
  return `${dtype} ${printShape(shape)} ${print(0, 0)}`;
}

function printNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const whole = String(Math.trunc(Math.abs(value))).length;
  return String(Number.isFinite(value) ? Number(value.toPrecision(Math.max(4, whole))) : value);
}
