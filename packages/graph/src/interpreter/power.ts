/**
 * xʸ by IEEE 754, in which 1 to any power and −1 to the power of ±∞ are 1; in JavaScript, some of these are NaN.
 *
 * - **Source** IEEE 754-2019, §9.2.1
 */
export function power(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);
}
