// Only +, −, · and / are used, which IEEE 754 rounds alike everywhere; `Math.sin` and `Math.exp` differ between engines.

/**
 * Returns sine and cosine of an angle in degrees, each within an ulp of 1, with the same bits on every machine. Multiples of 90 are exact.
 *
 * The quadrant is split off in degrees, where that is exact; Taylor's series give the rest, at most π/4.
 */
export function sineAndCosine(degrees: number): [sine: number, cosine: number] {
  const quadrant = Math.round(degrees / 90);
  const x = (degrees - 90 * quadrant) * (Math.PI / 180);
  const sine = x * series(x * x, 1);
  const cosine = series(x * x, 0);
  switch (((quadrant % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

/** Σ (−z)ⁿ/(2n + odd)!, by Horner's rule from the term of x¹⁸ or x¹⁹. */
function series(z: number, odd: 0 | 1): number {
  let sum = 1;
  for (let n = 18; n > 0; n -= 2) sum = 1 - (sum * z) / ((n + odd) * (n - 1 + odd));
  return sum;
}

const LN2_HIGH = 0.6931471803691238; // 32 bits: its products with small whole numbers are exact
const LN2_LOW = 1.9082149292705877e-10;

/** Returns eˣ for x ≤ 0 to about an ulp, with the same bits on every machine; 0 below −708, where normal numbers end. */
export function expOfNegative(x: number): number {
  if (x < -708) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 16; n > 0; n--) sum = 1 + (sum * r) / n;
  for (let halvings = k; halvings < 0; halvings++) sum /= 2;
  return sum;
}
