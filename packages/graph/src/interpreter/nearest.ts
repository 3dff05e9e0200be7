/** From here on all float64 are whole. */
const WHOLE = 2 ** 52;

/** The nearest whole number, the even one of two; it keeps the sign of 0. */
export function nearest(x: number): number {
  if (x === 0 || !(Math.abs(x) < WHOLE)) return x;
  // The sum has no bits for a fraction, and float64 rounds halves to even.
  const size = Math.abs(x) + WHOLE - WHOLE;
  return x < 0 ? -size : size;
}
