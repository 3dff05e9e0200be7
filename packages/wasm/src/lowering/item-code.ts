import type { Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../assembler/kernels.ts';
import type { Functions } from './functions.ts';
import type { ProductShape } from './product-shape.ts';
import type { CompiledItem } from './schedule-item.ts';

/** The code of one kind of items. */
export interface ItemCode<I extends CompiledItem> {
  /** The sizes that the function of an item receives at run time, so that it serves others too. */
  sizesOf(item: I, places: Places): DynamicSizes;
  /** The bytes that it works in, besides what it reads and writes, where a vector of wide code has so many float32. */
  scratchOf?(item: I, lanes: number | undefined): number;
  /** Code that many items share but for the addresses that it begins with, as an optimizer's does for each parameter. */
  readonly similar?: SimilarItems<I>;
  /** Writes the code. */
  write(f: Func, item: I, site: Site, begun: Begun): void;
}

/** The code of each kind of items. Items of a kind whose family is not there are not made. */
export type ItemCodes = Readonly<Record<CompiledItem['kind'], ItemCode<CompiledItem> | undefined>>;

/** The parts of code that many items have in common. */
interface SimilarItems<I extends CompiledItem> {
  /** The slots whose addresses the function begins with, in this order. */
  addressed(item: I, inPlace: ReadonlyMap<Slot, Slot>): readonly Slot[];
  /**
   * A key of everything that the code depends on, within one module and but for these addresses. Unlike the key of its function
   * it names no slots, but formulas and dtypes.
   */
  alike(item: I, sizeArguments: readonly number[], inPlace: ReadonlyMap<Slot, Slot>): string;
}

/** The sizes of an item: some are arguments of its function, all others are constants in its code. */
export interface DynamicSizes {
  /** The numbers that the function receives in each call: the number of rows, or numbers that follow from it. */
  readonly sizeArguments: readonly number[];
  /** The number of addresses in each of them, a sum of addresses among them; none in any if left out. */
  readonly addresses?: readonly number[];
  /** True if it receives the address of these numbers instead, since they may be many. */
  readonly isByAddress?: boolean;
  /** Everything else that its code depends on: for the same slots the formulas are the same, but not sizes and strides. */
  readonly key: () => string;
}

/** The places at which a function finds its operands. */
export interface Places {
  readonly placeOf: (slot: Slot) => number;
  /** The source whose buffer a root is written into, if there is one. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  readonly scratch: number;
  /** The sizes of an item in the body of a scan. */
  readonly sizesOf: (item: CompiledItem) => DynamicSizes;
}

/** The surroundings of an item's function. */
export interface Site {
  readonly kernels: Kernels;
  readonly functions: Functions;
  readonly codes: ItemCodes;
  /** Loads the address of a slot's storage into a local. */
  readonly addressOf: (f: Func, slot: Slot) => number;
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  readonly scratch: number;
  /** The function that ends a pass. */
  readonly fail: number;
  /** The place in memory of the address of a slot's storage. */
  readonly placeOf: (slot: Slot) => number;
  readonly sizesOf: (item: CompiledItem) => DynamicSizes;
  /** Writes the function of an item in the body of a scan, unless it is cached. Returns its index. */
  readonly functionOf: (item: CompiledItem, sizes: DynamicSizes) => number;
  /** The index of the function `(source, target, first row)` that packs the right factor of a product. */
  readonly packOf: (shape: ProductShape) => number;
  /** The vectors of values in locals, if its function computes several small items. */
  readonly kept?: Map<Slot, number[]>;
}

/** The locals that the code of an item begins with: those of its addresses, and from 0 on those of its size arguments. */
export interface Begun {
  readonly addresses: readonly number[];
  readonly sizeArguments: readonly number[];
}

/** The number of addresses in each of the sizes of an item. */
export function addressesIn({ sizeArguments, addresses }: DynamicSizes): readonly number[] {
  return addresses ?? sizeArguments.map(() => 0);
}
