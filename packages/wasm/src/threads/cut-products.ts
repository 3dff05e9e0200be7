import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../assembler/kernels.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { type Among, type Cut, cutInto, LEAST, wantedOf } from '../lowering/cut.ts';
import { pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import type { ProductBatch } from '../lowering/schedule-item.ts';
import { isBlocked, writeBatch, writeProduct } from '../product/emit-product.ts';
import type { ProductLocals } from '../product/product-code.ts';

/** A chunk reads all of B: with fewer rows there are only as many chunks as threads. */
const ROWS_A_CHUNK = 32;

/** Cuts a product by the rows of its result, if each part sums in the order in which the whole does. */
export function cutProduct(shape: ProductShape, among: Among): Cut | undefined {
  const { m, n, k } = shape;
  const most = Math.max(among.threads, Math.floor(m / ROWS_A_CHUNK));
  const wanted = wantedOf((2 * m * n * k) / LEAST.operations, most, among);
  for (let chunks = wanted; chunks > 1; chunks--) {
    const cut = cutInto(m, chunks, 4);
    if (cut.chunks === chunks && [m, cut.length, cut.last].every(rows => isBlocked({ ...shape, m: rows }))) return cut;
  }
  return undefined;
}

/** Chunks of many products: `part` cuts one of the loops over them, or after those the rows of each, in each turn of the loops before. */
interface BatchCut {
  readonly axis: number;
  readonly part: Cut;
  /** The number of all chunks. */
  readonly chunks: number;
}

/** Cuts many products along one of the loops over them; if these have fewer turns than there are threads, also by rows. */
export function cutBatch(shape: ProductShape, lengths: readonly number[], among: Among): BatchCut | undefined {
  const { m, n, k } = shape;
  const count = lengths.reduce((product, length) => product * length, 1);
  const rows = count > 0 && count < among.threads ? cutProduct(shape, among) : undefined;
  if (rows !== undefined) return { axis: lengths.length, part: rows, chunks: count * rows.chunks };
  const wanted = wantedOf((2 * m * n * k * count) / LEAST.operations, count, among);
  if (wanted < 2) return undefined;
  let [axis, before] = [0, 1];
  while (axis < lengths.length - 1 && before * lengths[axis]! < wanted) before *= lengths[axis++]!;
  const part = cutInto(lengths[axis]!, Math.min(lengths[axis]!, Math.ceil(wanted / before)), 1);
  const chunks = before * part.chunks;
  return chunks < 2 ? undefined : { axis, part, chunks };
}

/**
 * Returns the code of one chunk of many products, whose number is in a local, from the addresses of the whole on, which it moves.
 * A chunk has some turns of one of the loops, or some rows of one product.
 */
export function batchChunk(
  kernels: Kernels,
  shape: ProductShape,
  batch: ProductBatch,
  cut: BatchCut,
): (f: Func, at: ProductLocals, chunk: number) => void {
  const { axis, part } = cut;
  const within = { lengths: batch.lengths.slice(axis), strides: batch.strides.map(all => all.slice(axis)), rows: undefined };
  const rows = (m: number) => writeProduct(kernels, { ...shape, m, pitchOfA: pitchOf(shape).a });
  const byRows = axis === batch.lengths.length ? { length: rows(part.length), last: rows(part.last) } : undefined;
  const turns = byRows === undefined ? writeBatch(kernels, shape, within) : undefined;
  return (f, at, chunk) => {
    const count = f.local('i32');
    beginChunk(f, { at, chunk, count }, strides(shape, batch), batch.lengths, cut);
    if (byRows === undefined) return turns!(f, at, { local: count });
    f.get(count).i32(part.length).op(i32.eq);
    f.if(
      () => byRows.length(f, at),
      () => byRows.last(f, at),
    );
  };
} // prettier-ignore

/** The strides of A, B and C along all loops, and then from row to row. */
function strides(shape: ProductShape, { strides: [a, b, c] }: ProductBatch): readonly (readonly number[])[] {
  return [
    [...a!, pitchOf(shape).row],
    [...b!, 0],
    [...c!, shape.n],
  ];
}

/** Locals: the addresses of a product, the number of a chunk, and how many turns or rows it has. */
interface Chunk {
  readonly at: ProductLocals;
  readonly chunk: number;
  readonly count: number;
}

/** Moves the addresses to where a chunk begins, and sets how many turns or rows it has. */
function beginChunk(
  f: Func,
  { at, chunk, count }: Chunk,
  all: readonly (readonly number[])[],
  lengths: readonly number[],
  { axis, part }: BatchCut,
): void {
  const [rest, digit] = [f.local('i32'), f.local('i32')];
  const move = (loop: number): void => {
    [at.a, at.b, at.c].forEach((address, operand) => {
      const bytes = 4 * all[operand]![loop]!;
      if (bytes !== 0) f.get(digit).i32(bytes).op(i32.mul).get(address).op(i32.add).set(address);
    });
  };
  /** Takes the last digit off the rest. */
  const take = (base: number): void => {
    f.get(rest).i32(base).op(i32.remU).set(digit);
    f.get(rest).i32(base).op(i32.divU).set(rest);
  };
  f.get(chunk).set(rest);
  take(part.chunks);
  f.i32(part.last).set(count);
  f.get(digit)
    .i32(part.chunks - 1)
    .op(i32.ne)
    .if(() => f.i32(part.length).set(count));
  f.get(digit).i32(part.length).op(i32.mul).set(digit);
  move(axis);
  for (let loop = axis - 1; loop >= 0; loop--) {
    take(lengths[loop]!);
    move(loop);
  }
}
