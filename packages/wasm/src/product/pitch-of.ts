import type { ProductShape } from '../ir/product-shape.ts';

/** The elements from one stored row of A to the next, and those of B. */
export function pitchOf({ m, n, k, ...shape }: ProductShape): { readonly a: number; readonly b: number } {
  const { transposeA, transposeB, pitchOfA = transposeA ? m : k, pitchOfB = transposeB ? k : n } = shape;
  return { a: pitchOfA, b: pitchOfB };
}
