import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { FusionGroup, Reduction } from '../ir/fusion-group.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { LoopParts } from '../ir/loop-code.ts';
import { pitchOf, type ProductShape } from '../ir/product-shape.ts';
import type { ProductBatch } from '../ir/schedule-item.ts';
import { isBlocked, writeBatch, writeProduct } from '../product/emit-product.ts';
import type { ProductLocals } from '../product/product-code.ts';

/** The chunks of an item along an axis: `chunks` of one length, of which the last may have another. */
export interface Cut {
  readonly chunks: number;
  readonly length: number;
  readonly last: number;
}

/** The number of threads, and the least size of a chunk as a share of one that pays. */
export interface Among {
  readonly threads: number;
  readonly least?: number;
}

/** The least work of a chunk, some 2 µs: for less it does not pay to call others. */
const LEAST = { operations: 100_000, values: 24_000 } as const;

/** The most chunks for each thread, so that a late or interrupted thread leaves some to others. */
const CHUNKS_A_THREAD = 4;

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

/** Cuts the packing of B for it by rows, as what computes B is cut: so a thread packs what it wrote. */
export function cutPacking({ n, k }: ProductShape, among: Among): Cut {
  const wanted = wantedOf((VALUES_A_COPY * n * k) / LEAST.values, k, among);
  return cutInto(k, Math.max(1, wanted), 4);
}

/** Cuts a group along the first axis that is one. */
export function cutGroup(
  { shape, steps, leaves, roots }: FusionGroup,
  among: Among,
): (Cut & { readonly axis: number }) | undefined {
  const axis = shape.findIndex(length => length !== 1);
  if (axis < 0) return undefined;
  const elements = shape.reduce((product, length) => product * length, 1);
  const values = elements * (steps.length + leaves.length + roots.size);
  const wanted = wantedOf(values / LEAST.values, shape[axis]!, among);
  if (wanted < 2) return undefined;
  const single = axis === shape.length - 1;
  const cut = cutInto(shape[axis]!, wanted, single ? 8 : 1);
  return cut.chunks < 2 ? undefined : { ...cut, axis };
}

/** Cuts a reduction along the longest axis before those that are reduced, or by columns where there is nothing before. */
export function cutReduction(
  { shape, steps, leaves }: Pick<FusionGroup, 'shape' | 'steps' | 'leaves'>,
  { from, to, results }: Pick<Reduction, 'from' | 'to'> & { readonly results: { readonly size: number } },
  among: Among,
): (Cut & { readonly axis: number }) | undefined {
  const before = shape.slice(0, from).some(length => length !== 1);
  const [first, end] = before ? [0, from] : [to, shape.length];
  const length = Math.max(0, ...shape.slice(first, end));
  const axis = shape.indexOf(length, first);
  const elements = shape.reduce((product, size) => product * size, 1);
  const values = elements * (VALUES_A_TERM * results.size + steps.length + leaves.length - 1);
  const isColumn = axis >= to && shape.slice(axis + 1).every(size => size === 1);
  // Neighbouring columns lie in one cache line, which all of their chunks would read.
  const wanted = wantedOf(values / LEAST.values, isColumn ? Math.min(among.threads, length) : length, among);
  if (wanted < 2) return undefined;
  const cut = cutInto(length, wanted, isColumn ? 4 : 1);
  return cut.chunks < 2 ? undefined : { ...cut, axis };
}

/** Cuts a loop by the parts that can be computed apart. */
export function cutParts(
  { total, operations }: Pick<LoopParts, 'total' | 'operations'>,
  among: Among,
): Cut | undefined {
  const wanted = wantedOf(operations / LEAST.operations, total, among);
  if (wanted < 2) return undefined;
  const cut = cutInto(total, wanted, 1);
  return cut.chunks < 2 ? undefined : cut;
}

/** A term that is added takes as long as this number of values that are computed. */
const VALUES_A_TERM = 6;

/** A number that is packed takes as long as this number of values. */
const VALUES_A_COPY = 3;

/** The number of chunks to aim at, `most` if there is work enough: equally many for each thread, if they are more than those. */
function wantedOf(work: number, most: number, { threads, least = 1 }: Among): number {
  const wanted = Math.min(Math.floor(work / least), CHUNKS_A_THREAD * threads, most);
  return wanted > threads ? wanted - (wanted % threads) : wanted;
}

/** About the number of chunks that is wanted, each of a multiple of a number. */
function cutInto(total: number, wanted: number, multiple: number): Cut {
  const length = multiple * Math.ceil(total / wanted / multiple);
  const chunks = Math.ceil(total / length);
  return { chunks, length, last: total - (chunks - 1) * length };
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
