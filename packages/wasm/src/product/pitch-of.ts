import type { ProductShape } from '../ir/product-shape.ts';

/** The elements from one stored row of A to the next, those of B, and those from one row of the product to the next in A. */
export function pitchOf(shape: ProductShape): { readonly a: number; readonly b: number; readonly row: number } {
  const { m, n, k, transposeA, transposeB, scatteredA } = shape;
  const { pitchOfA: a = transposeA ? m : k, pitchOfB: b = transposeB ? k : n } = shape;
  return { a, b, row: scatteredA?.[0] ?? (transposeA ? 1 : a) };
}
