import type { Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { Functions } from '../emit/functions.ts';
import type { Rows } from '../emit/group-site.ts';
import { emitReduction, wholeReduction } from '../emit/reduction.ts';
import { emitScalars } from '../emit/scalars.ts';
import { emitVector } from '../emit/vector.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { CompiledItem, GroupItem, LoopItem, ProductItem, ReductionItem, ScanItem } from '../ir/schedule-item.ts';
import { writeBatch } from '../product/batched.ts';
import { writeProduct } from '../product/emit-product.ts';
import { ARGUMENTS, writeScan } from '../scan/write-scan.ts';
import type { DynamicSizes } from './dynamic-sizes.ts';

/** The surroundings of an item's function. */
interface Site {
  readonly kernels: Kernels;
  readonly functions: Functions;
  /** Loads the address of a slot's storage into a local. */
  readonly addressOf: (f: Func, slot: Slot) => number;
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  readonly scratch: number;
  /** The function that ends a pass. */
  readonly fail: number;
  /** The place in memory of the address of a slot's storage. */
  readonly placeOf: (slot: Slot) => number;
  readonly sizesOf: (item: CompiledItem) => DynamicSizes;
}

/** The parameters of a product with size arguments: the sizes in their order, then the address of its scratch. */
const SIZES = [{ local: 0 }, { local: 1 }, { local: 2 }, { local: 3 }, { local: 4 }] as const;
const SCRATCH = 5;

/** The parameters of a product of many matrices with size arguments: the turns of the first loop, and the address of its scratch. */
const TURNS = 0;
const SCRATCH_OF_BATCH = 1;

/** The parameter of any other function with a size argument: the number of rows. */
const ROWS = 0;

/** Writes the function of an item, unless it is cached. Returns its index. */
export function writeItem(item: CompiledItem, { sizeArguments, isByAddress, key }: DynamicSizes, site: Site): number {
  const isSized = sizeArguments.length > 0;
  return site.kernels.only(key, isByAddress ? 1 : sizeArguments.length, f => {
    if (item.kind === 'product') writeProductItem(f, item, site, isSized);
    else if (item.kind === 'loop') writeLoop(f, item, site, isSized ? sizeArguments.map((_, n) => n) : []);
    else if (item.kind === 'scan') writeScanItem(f, item, site);
    else if (item.kind === 'reduction') writeReduction(f, item, site, rowsIn(sizeArguments));
    else writeGroup(f, item, site, rowsIn(sizeArguments));
  });
}

/** The number of rows, if it is a parameter. */
function rowsIn([count]: readonly number[]): Rows | undefined {
  return count === undefined ? undefined : { local: ROWS, count };
}

function writeProductItem(f: Func, item: ProductItem, { kernels, addressOf, scratch }: Site, isSized: boolean): void {
  const [a, c] = [item.a, item.slot].map(slot => addressOf(f, slot)) as [number, number];
  const b = item.right === undefined ? addressOf(f, item.b) : f.local('i32');
  if (item.right !== undefined) f.address(item.right.address).set(b);
  const at = isSized ? (item.batch === undefined ? SCRATCH : SCRATCH_OF_BATCH) : f.local('i32');
  if (!isSized) f.address(scratch).set(at);
  const locals = { a, b, c, scratch: at };
  if (item.batch !== undefined)
    return writeBatch(kernels, item.shape, item.batch)(f, locals, isSized ? { local: TURNS } : undefined);
  writeProduct(kernels, item.shape)(f, { ...locals, sizes: isSized ? SIZES : undefined });
}

function writeLoop(f: Func, { slot, code }: LoopItem, site: Site, sizes: readonly number[]): void {
  const { kernels, functions, addressOf, scratch, fail } = site;
  const reads = code.reads.map(read => addressOf(f, read));
  const output = addressOf(f, slot);
  const needed = code.needs?.(kernels) ?? -1;
  const rows = sizes[ROWS];
  code.emit(f, { kernels, functions, reads, output, scratch, needed, rows, sizes, fail: () => f.call(fail) });
}

function writeScanItem(f: Func, item: ScanItem, site: Site): void {
  // The numbers after that of the steps and the buffers that are used in turns.
  let next = 1 + item.turns.size;
  const callOf = (one: CompiledItem): ((f: Func) => void) => {
    const sizes = site.sizesOf(one);
    const index = writeItem(one, sizes, site);
    const first = next;
    next += sizes.sizeArguments.length;
    return f => {
      if (sizes.isByAddress)
        f.get(ARGUMENTS)
          .i32(4 * first)
          .op(i32.add);
      else sizes.sizeArguments.forEach((_, n) => f.get(ARGUMENTS).memory(i32.load, 4 * (first + n)));
      f.call(index);
    };
  };
  writeScan(f, item, { kernels: site.kernels, placeOf: site.placeOf, callOf });
}

function writeGroup(f: Func, { group, vector }: GroupItem, site: Site, rows: Rows | undefined): void {
  const { addressOf, inPlace, functions } = site;
  const leaves = group.leaves.map(({ slot }) => addressOf(f, slot));
  // A root that is written into a buffer that the group reads has the same address.
  const readAt = (slot: Slot | undefined): number | undefined =>
    leaves[group.leaves.findIndex(leaf => leaf.slot === slot)];
  const roots = [...group.roots.keys()].map(slot => readAt(inPlace.get(slot)) ?? addressOf(f, slot));
  (vector ? emitVector : emitScalars)(group, { f, leaves, roots, functions, rows });
}

function writeReduction(f: Func, { group, reduction }: ReductionItem, site: Site, rows: Rows | undefined): void {
  const { addressOf, functions } = site;
  const at = (slot: Slot): number => addressOf(f, slot);
  const leaves = group.leaves.map(({ slot }) => at(slot));
  const [roots, results] = [group.roots, reduction.results].map(slots => [...slots.keys()].map(at));
  emitReduction(wholeReduction(group, reduction), { f, leaves, roots: roots!, results: results!, functions, rows });
}
