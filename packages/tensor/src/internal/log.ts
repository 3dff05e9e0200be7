const LN2 = 0.6931471805599453;

/**
 * The natural logarithm of a positive normal number to about an ulp, the same to the last bit on every machine.
 *
 * `x = 2ᵏ·m` with m around 1, and `log m = 2 artanh s` with `s = (m − 1)/(m + 1)`, |s| ≤ 0.172, as in fdlibm's
 * `e_log.c`.
 */
export function log(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;
  for (; mantissa > Math.SQRT2; exponent++) mantissa /= 2;
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const series =
    z *
    (1 / 3 +
      z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z / 19))))))));
  return exponent * LN2 + 2 * (s + s * series);
}
