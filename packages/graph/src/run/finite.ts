import type { TypedArray } from '@thalweg/tensor';

/** The position of the first number that is NaN or infinite, or −1. A sum with one is not finite; that of any float32 is. */
export function firstNotFinite(data: TypedArray): number {
  return Number.isFinite(sumOf(data)) ? -1 : data.findIndex(value => !Number.isFinite(value));
}

/**
 * The sum of all numbers. Nothing follows the loop over most of them: V8 compiles it in the middle of the first call,
 * when it knows nothing of the code after it, and each later call would leave the compiled code there and start anew.
 */
function sumOf(data: TypedArray): number {
  const { length } = data;
  let sum = 0;
  let i = 0;
  for (const rest = length % 4; i < rest; i++) sum += data[i]!;
  for (; i < length; i += 4) sum += data[i]! + data[i + 1]! + (data[i + 2]! + data[i + 3]!);
  return sum;
}

/**
 * Copies so many elements, and returns true if their sum is finite: then all of them are. For few elements a call that
 * copies and a second loop would take twice as long. A sum that is returned would be an object of 16 bytes in each call.
 */
export function copyFinite(from: TypedArray, to: TypedArray, size: number): boolean {
  let sum = 0;
  let i = 0;
  for (const rest = size % 4; i < rest; i++) sum += to[i] = from[i]!;
  for (; i < size; i += 4) {
    const a = from[i]!;
    const b = from[i + 1]!;
    const c = from[i + 2]!;
    const d = from[i + 3]!;
    to[i] = a;
    to[i + 1] = b;
    to[i + 2] = c;
    to[i + 3] = d;
    sum += a + b + (c + d);
  }
  return Number.isFinite(sum);
}
