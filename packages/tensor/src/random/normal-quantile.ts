/**
 * The number below which a standard normal variable stays with probability `p`, 0 < p < 1, to about 1e-15 relative.
 *
 * Only +, −, ·, / and √ are used, which IEEE 754 rounds alike everywhere; `Math.log` and `Math.cos` differ between
 * engines.
 *
 * - **Source** Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37,
 *   1988, PPND16
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * centre(0.180625 - q * q);
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const distance = r <= 5 ? tail(r - 1.6) : farTail(r - 5);
  return q < 0 ? -distance : distance;
}

function centre(r: number): number {
  const above = polynomial(
    r,
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665,
  );
  const below = polynomial(
    r,
    5226.495278852854,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1,
  );
  return above / below;
}

function tail(r: number): number {
  const above = polynomial(
    r,
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835,
  );
  const below = polynomial(
    r,
    1.0507500716444169e-9,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1,
  );
  return above / below;
}

function farTail(r: number): number {
  const above = polynomial(
    r,
    2.0103343992922881e-7,
    2.7115555687434876e-5,
    0.0012426609473880784,
    0.026532189526576124,
    0.29656057182850487,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103,
  );
  const below = polynomial(
    r,
    2.0442631033899397e-15,
    1.421511758316446e-7,
    1.8463183175100548e-5,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1,
  );
  return above / below;
}

/** Horner's rule, highest power first. */
function polynomial(
  x: number,
  a7: number,
  a6: number,
  a5: number,
  a4: number,
  a3: number,
  a2: number,
  a1: number,
  a0: number,
): number {
  return ((((((a7 * x + a6) * x + a5) * x + a4) * x + a3) * x + a2) * x + a1) * x + a0;
}

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
