import type { Extents, Multiply } from './product.ts';

/** Prepares a product of int32 matrices, exact in two's complement: float64 would round what is above 2⁵³. */
export function wholeProduct({ m, n, k, a: [ai, ak], b: [bk, bj] }: Extents): Multiply {
  return (a, b, out, p, q, o) => {
    for (let i = 0; i < m; i++, p += ai, o += n) {
      out.fill(0, o, o + n);
      for (let l = 0; l < k; l++) {
        const factor = a[p + l * ak]!;
        for (let j = 0, at = q + l * bk; j < n; j++, at += bj) out[o + j]! += Math.imul(factor, b[at]!);
      }
    }
  };
}
