const SMALLEST_EXPONENT = -126;
const BITS = 23;
const PAST_THE_LARGEST = 2 ** 128;

/**
 * How far a float32 is from the exact value, in units of the last place of that value. Where float32 ends, ∞ counts as
 * 2¹²⁸, and from there on nothing else will do.
 */
export function ulpError(got: number, exact: number): number {
  if (Object.is(got, exact)) return 0;
  if (Number.isNaN(exact) || Number.isNaN(got)) return Infinity;
  if (Math.abs(exact) >= PAST_THE_LARGEST) return got === Math.fround(exact) ? 0 : Infinity;
  const held = Number.isFinite(got) ? got : Math.sign(got) * PAST_THE_LARGEST;
  return Math.abs(held - exact) / spacing(exact);
}

/** The distance of neighbouring float32 numbers around a value. */
function spacing(value: number): number {
  return 2 ** (Math.max(SMALLEST_EXPONENT, Math.floor(Math.log2(Math.abs(value)))) - BITS);
}
