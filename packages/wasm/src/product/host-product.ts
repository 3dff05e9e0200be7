import { push } from '../assembler/amount.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import { pitchOf } from './pitch-of.ts';
import type { DynamicProductSizes, WriteProduct } from './product-code.ts';

/** Writes the call of the host's function for a product, see `Multiply`. */
export function hostProduct(kernels: Kernels, shape: ProductShape): WriteProduct {
  const { transposeA, transposeB, n } = shape;
  const multiply = kernels.multiply(shape.host!);
  const pitch = pitchOf({ ...shape, scatteredA: undefined });
  return (f, { a, b, c, sizes = [shape.m, shape.k] }) => {
    const [m, k] = sizes;
    f.i32(Number(transposeA)).i32(Number(transposeB));
    push(push(f, m).i32(n), k);
    f.get(a).i32(pitch.a).get(b).i32(pitch.b).get(c).call(multiply);
  };
}

/** The sizes that it can receive at run time, and everything else that its code depends on. */
export function dynamicSizesOfHost(shape: ProductShape): {
  readonly sizes: DynamicProductSizes<number>;
  readonly alike: () => readonly unknown[];
} {
  const { m, n, k, transposeA, transposeB, host } = shape;
  const { a, b } = pitchOf(shape);
  return { sizes: [m, k, 0, 0, 0], alike: () => [host, a, n, b, transposeA, transposeB] };
}
