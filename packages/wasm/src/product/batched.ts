import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import { emitNest } from '../emit/axes.ts';
import { BYTES } from '../emit/elements.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import type { ProductBatch } from '../ir/schedule-item.ts';
import { writeProduct } from './emit-product.ts';
import type { ProductLocals } from './product-code.ts';

/**
 * Returns the code that computes a product for each of many matrices, in loops from the addresses on, which it moves. The first
 * loop may have other turns than in the batch.
 */
export function writeBatch(
  kernels: Kernels,
  shape: ProductShape,
  batch: ProductBatch,
): (f: Func, at: ProductLocals, turns?: Amount) => void {
  const write = writeProduct(kernels, shape, true);
  return (f, at, turns = batch.lengths[0]!) => {
    const bytes = BYTES[shape.host ?? 'float32'];
    const walked = { addresses: [at.a, at.b, at.c], bytes: [bytes, bytes, bytes] };
    emitNest(f, { ...batch, turns }, walked, batch.lengths.length, () => write(f, at));
  };
}
