import { blocked, blockedScratch, dynamicSizesInBlocks } from './blocked.ts';
import { bytesOfCopies, copyScattered } from './copy-scattered.ts';
import { PANEL_ROWS } from './cut.ts';
import { fewDots } from './few-dots.ts';
import { fewSteps } from './few-steps.ts';
import { dynamicSizesOfHost, hostProduct } from './host-product.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import type { WriteProduct } from './product-code.ts';
import { rowScratch, rowTimesMatrix } from './row-times-matrix.ts';
import { isSmall, smallProduct, type Summing } from './small-product.ts';

/** The ways to compute a product. */
type Form = 'host' | 'nothing' | 'zeros' | 'few steps' | 'few dots' | 'row times matrix' | 'blocked';

/** The largest k for which a row of C is written in one go. */
const FEW_STEPS = 6;

/** The most rows of A, in dots, for any k; and those for long sums. */
const FEW_DOTS = { rows: 4, rowsIfLong: 11, long: 32 };

/**
 * Adds the function `(a, b, c, scratch)` to a module, which writes the float32 product `C[m,n] = op(A)·op(B)`; its four i32
 * are addresses in bytes. Gives its index.
 *
 * - **Shape** A `[m, k]`, or `[k, m]` where `transposeA`; B `[k, n]`, or `[n, k]` where `transposeB`; any size may be 0. A matrix
 *   with one row or one column lies without gaps, if it is not scattered
 * - **Memory** C and {@link scratchBytes} of scratch are written and must not overlap with A and B; up to 12 bytes after A, B
 *   and C are read, and do not matter
 * - **Sums** are taken in float32 and in an order that depends on the shape alone; those of blocks of 1,024 values of k are added
 *   in float64, one after another
 */
export function emitProduct(kernels: Kernels, shape: ProductShape): number {
  const write = writeProduct(kernels, shape);
  return kernels.of(`product ${JSON.stringify(shape)}`, 4, f => write(f, { a: 0, b: 1, c: 2, scratch: 3 }));
}

/** The same as code for another function, with the addresses in its locals. In a loop over many, small ones are written out. */
export function writeProduct(kernels: Kernels, shape: ProductShape, inLoop = false): WriteProduct {
  const { oriented, swapped } = orient(shape);
  const summing = SUMMING[formOf(oriented)];
  const isWrittenOut = inLoop && summing !== undefined && isSmall(oriented, summing);
  const write = isWrittenOut ? smallProduct(oriented, summing) : writerOf(kernels, oriented);
  const inOrder: WriteProduct = swapped ? (f, at) => write(f, { ...at, a: at.b, b: at.a }) : write;
  return copyScattered(kernels, shape, inOrder);
}

/** The sizes that a product can receive at run time, and all else that its code depends on; none if all are constants in it. */
export function dynamicProductSizes(shape: ProductShape): ReturnType<typeof dynamicSizesInBlocks> | undefined {
  const { oriented, swapped } = orient(shape);
  if (swapped || bytesOfCopies(shape) > 0) return undefined;
  const form = formOf(oriented);
  if (form === 'host') return dynamicSizesOfHost(shape);
  return form === 'blocked' ? dynamicSizesInBlocks(oriented) : undefined;
}

/** True if it is worth the time to pack B once for many products. */
export function packsRight(shape: ProductShape): boolean {
  const { oriented, swapped } = orient(shape);
  const isGiven = shape.scatteredB === undefined && shape.pitchOfB === undefined;
  return !swapped && isGiven && formOf(oriented) === 'blocked' && shape.m >= PANEL_ROWS;
}

/** Bytes of scratch that the product's function wants. */
export function scratchBytes(shape: ProductShape): number {
  const { oriented } = orient(shape);
  const form = formOf(oriented);
  const own = form === 'blocked' ? blockedScratch(oriented) : form === 'row times matrix' ? rowScratch(oriented) : 0;
  return bytesOfCopies(shape) + own;
}

/** True if a product is computed in packed blocks, whose sums have one order for any number of rows. */
export function isBlocked(shape: ProductShape): boolean {
  return formOf(orient(shape).oriented) === 'blocked';
}

function writerOf(kernels: Kernels, shape: ProductShape): WriteProduct {
  const bytesOfC = 4 * shape.m * shape.n;
  switch (formOf(shape)) {
    case 'host':
      return hostProduct(kernels, shape);
    case 'nothing':
      return () => {};
    case 'zeros':
      return (f, { c }) => f.get(c).i32(0).i32(bytesOfC).fill();
    case 'few steps':
      return fewSteps(shape);
    case 'row times matrix':
      return rowTimesMatrix(kernels, shape);
    case 'few dots':
      return fewDots(kernels, shape);
    case 'blocked':
      return blocked(kernels, shape);
  }
}

/** The order in which the products of an element are added, for products that are small and have some. */
const SUMMING: Readonly<Partial<Record<Form, Summing>>> = {
  'few steps': 'from the first',
  'few dots': 'in lanes',
  'row times matrix': 'from zero',
  blocked: 'from zero',
};

/** A column is the transpose of a row: `A·b = (bᵀ·Aᵀ)ᵀ`; a vector is stored in one way only. */
function orient(shape: ProductShape): { readonly oriented: ProductShape; readonly swapped: boolean } {
  const { m, n, k, transposeA, transposeB, pitchOfA, pitchOfB, fused, packedB = false } = shape;
  if (shape.host !== undefined) return { oriented: shape, swapped: false };
  const swapped = n === 1 && m !== 1;
  if (swapped)
    return { oriented: { m: n, n: m, k, transposeA: false, transposeB: !transposeA, pitchOfB: pitchOfA }, swapped };
  const sizes = { m, n, k, pitchOfA, pitchOfB, fused, packedB };
  return { oriented: { ...sizes, transposeA: transposeA && m !== 1, transposeB: transposeB && k !== 1 }, swapped };
}

function formOf({ m, n, k, transposeA, transposeB, host }: ProductShape): Form {
  if (host !== undefined) return 'host';
  if (m === 0 || n === 0) return 'nothing';
  if (k === 0) return 'zeros';
  if (k <= (transposeB ? 1 : FEW_STEPS)) return 'few steps';
  if (!transposeB) return m === 1 ? 'row times matrix' : 'blocked';
  const rows = k < FEW_DOTS.long ? FEW_DOTS.rows : FEW_DOTS.rowsIfLong;
  return !transposeA && m <= rows ? 'few dots' : 'blocked';
}
