/** Powers of ten that a double holds exactly. */
const POWERS = /* @__PURE__ */ Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/**
 * Writes the number of a short decimal in bytes, exactly as `Number` gives it for the same text. Returns false for any other
 * bytes, which `numberOf` reads: nothing is written. A number that is written is never boxed.
 *
 * Digits below 2⁵³ and powers of ten up to 10²² are exact, so one division rounds once. A number with a leading zero, or past
 * 2⁵³, is not read here.
 *
 * - **Source** Clinger, "How to Read Floating Point Numbers Accurately", 1990, §2
 */
export function shortDecimal(bytes: Uint8Array, from: number, to: number, out: Float64Array, row: number): boolean {
  let at = from;
  const negative = bytes[at] === 45;
  if (negative) at++;
  const first = at;
  let digits = 0;
  while (at < to) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    digits = digits * 10 + digit;
    at++;
  }
  const whole = at - first;
  if (whole === 0 || whole > 15 || (whole > 1 && bytes[first] === 48)) return false;
  if (at === to) {
    out[row] = negative ? -digits : digits;
    return true;
  }
  if (bytes[at++] !== 46) return false;
  const point = at;
  while (at < to) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return false;
    digits = digits * 10 + digit;
    at++;
  }
  if (at === point || digits > Number.MAX_SAFE_INTEGER || at - point > 22) return false;
  const value = digits / POWERS[at - point]!;
  out[row] = negative ? -value : value;
  return true;
}
