import { advance, type Amount, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { type MatrixStrides, pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import type { ProductBatch } from '../lowering/schedule-item.ts';
import { emitNest } from '../loops/axes.ts';
import { repeat } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';
import { blocked, blockedScratch, dynamicSizesInBlocks } from './blocked.ts';
import { PANEL_ROWS } from './cut.ts';
import { fewDots } from './dots.ts';
import type { DynamicProductSizes, ProductLocals, WriteProduct } from './product-code.ts';
import { rowScratch, rowTimesMatrix } from './tile.ts';
import { fewSteps, isSmall, smallProduct, type Summing } from './small-product.ts';

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

/** Bytes of scratch that the product's function wants, where wide vectors have so many lanes. */
export function scratchBytes(shape: ProductShape, lanes = 4): number {
  const { oriented } = orient(shape);
  const form = formOf(oriented);
  const own =
    form === 'blocked' ? blockedScratch(oriented, lanes) : form === 'row times matrix' ? rowScratch(oriented) : 0;
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

/** The bytes of scratch that the copies of factors take, with those behind them that products read, in whole vectors. */
function bytesOfCopies({ m, n, k, scatteredA, scatteredB }: ProductShape): number {
  return (scatteredA ? bytesOf(m * k) : 0) + (scatteredB ? bytesOf(k * n) : 0);
}

/** The code of a product that first copies its factors into rows, if they lie neither in rows nor in columns. */
function copyScattered(kernels: Kernels, shape: ProductShape, write: WriteProduct): WriteProduct {
  const { m, n, k, scatteredA, scatteredB } = shape;
  const copyA = scatteredA && copyMatrix(kernels, [m, k], scatteredA);
  const copyB = scatteredB && copyMatrix(kernels, [k, n], scatteredB);
  if (copyA === undefined && copyB === undefined) return write;
  return (f, at) => {
    const scratch = f.local('i32');
    f.get(at.scratch).set(scratch);
    const copied = (copy: number | undefined, from: number, elements: number): number => {
      if (copy === undefined) return from;
      const to = f.local('i32');
      f.get(from).get(scratch).tee(to).call(copy);
      advance(f, scratch, bytesOf(elements));
      return to;
    };
    const a = copied(copyA, at.a, m * k);
    write(f, { ...at, a, b: copied(copyB, at.b, k * n), scratch });
  };
}

function bytesOf(elements: number): number {
  return 16 * Math.ceil(elements / 4 + 1);
}

/** The function `(source, target)`: copies a matrix into rows without gaps. */
function copyMatrix(
  kernels: Kernels,
  [rows, columns]: readonly [number, number],
  [toNextRow, toNextColumn]: MatrixStrides,
): number {
  const [SOURCE, TARGET] = [0, 1] as const;
  return kernels.of(`copy ${[rows, columns, toNextRow, toNextColumn].join()}`, 2, f => {
    const [from, vector] = [f.local('i32'), f.local('v128')];
    const copy = (lanes: number): void => {
      f.get(from).memory(v128.load32Splat).set(vector);
      if (toNextColumn !== 0)
        for (let lane = 1; lane < lanes; lane++) {
          f.get(from).get(vector);
          f.memoryLane(v128.load32Lane, lane, 4 * lane * toNextColumn).set(vector);
        }
      f.storeLanes(TARGET, vector, lanes);
      advance(f, TARGET, 4 * lanes);
      advance(f, from, 4 * lanes * toNextColumn);
    };
    repeat(f, rows, () => {
      f.get(SOURCE).set(from);
      repeat(f, columns >> 2, () => copy(4));
      if (columns % 4 > 0) copy(columns % 4);
      advance(f, SOURCE, 4 * toNextRow);
    });
  });
}

/** Writes the call of the host's function for a product, see `Multiply`. */
function hostProduct(kernels: Kernels, shape: ProductShape): WriteProduct {
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
function dynamicSizesOfHost(shape: ProductShape): {
  readonly sizes: DynamicProductSizes<number>;
  readonly alike: () => readonly unknown[];
} {
  const { m, n, k, transposeA, transposeB, host } = shape;
  const { a, b } = pitchOf(shape);
  return { sizes: [m, k, 0, 0, 0], alike: () => [host, a, n, b, transposeA, transposeB] };
}

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
