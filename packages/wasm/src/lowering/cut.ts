import type { FusionGroup, Reduction } from './fusion-group.ts';
import type { LoopParts } from './loop-code.ts';
import type { ProductShape } from './product-shape.ts';

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
export const LEAST: { readonly operations: number; readonly values: number } = { operations: 100_000, values: 24_000 };

/** The most chunks for each thread, so that a late or interrupted thread leaves some to others. */
const CHUNKS_A_THREAD = 4;

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
export function wantedOf(work: number, most: number, { threads, least = 1 }: Among): number {
  const wanted = Math.min(Math.floor(work / least), CHUNKS_A_THREAD * threads, most);
  return wanted > threads ? wanted - (wanted % threads) : wanted;
}

/** About the number of chunks that is wanted, each of a multiple of a number. */
export function cutInto(total: number, wanted: number, multiple: number): Cut {
  const length = multiple * Math.ceil(total / wanted / multiple);
  const chunks = Math.ceil(total / length);
  return { chunks, length, last: total - (chunks - 1) * length };
}
