import { FEW, type Slot } from '@thalweg/graph/engine';
import { type Sizes, sizeOf, stridesOf } from '@thalweg/tensor';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { Rows } from '../emit/group-walk.ts';
import { wholeReduction } from '../emit/reduction-work.ts';
import { emitReduction } from '../emit/reduction.ts';
import { emitScalars } from '../emit/scalars.ts';
import { emitVector } from '../emit/vector.ts';
import type { Functions } from '../ir/functions.ts';
import type { FusionGroup, Value } from '../ir/fusion-group.ts';
import type { Kernels } from '../ir/kernels.ts';
import type {
  CompiledItem,
  GroupItem,
  LoopItem,
  ProductItem,
  ReductionItem,
  ScanItem,
  ScheduleItem,
} from '../ir/schedule-item.ts';
import { leadingAxes, type LeadingAxes } from '../loops/axes.ts';
import { dynamicProductSizes, writeBatch, writeProduct } from '../product/emit-product.ts';
import { ARGUMENTS, writeScan } from '../scan/write-scan.ts';

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
interface Places {
  readonly placeOf: (slot: Slot) => number;
  /** The source whose buffer a root is written into, if there is one. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  readonly scratch: number;
}

/** The sizes that an item's function receives at run time, so that it serves others too. */
export function dynamicSizesOf(item: CompiledItem, places: Places): DynamicSizes {
  if (item.kind === 'product') return sizesOfProduct(item, places);
  if (item.kind === 'group') return sizesOfGroup(item.group, places);
  if (item.kind === 'reduction') return sizesOfReduction(item, places);
  if (item.kind === 'scan') return sizesOfScan(item, places);
  const { slot, code } = item;
  const shapes = [slot, ...slot.inputs].map(({ shape }) => shape!);
  const own = [places.placeOf(slot), code.scratch && places.scratch];
  if (code.sizes !== undefined) {
    const { given, alike } = code.sizes;
    return { sizeArguments: given, key: () => JSON.stringify(['sizes', own, code.reads.map(places.placeOf), alike]) };
  }
  if (code.rows === undefined) return rowsOf(undefined, shapes, () => own);
  return rowsOf({ rows: code.rows, axes: code.axes ?? 1 }, shapes.slice(1), () => own);
}

function sizesOfProduct({ slot, a, b, shape, batch }: ProductItem, { placeOf, scratch }: Places): DynamicSizes {
  const key = (...others: readonly unknown[]): string => JSON.stringify([[slot, a, b].map(placeOf), others]);
  if (batch !== undefined) {
    // Only the turns of the first loop follow from the number of rows.
    const { strides, rows } = batch;
    const [turns, ...within] = batch.lengths as [number, ...number[]];
    const sizeArguments = rows === undefined ? [] : [turns, scratch];
    const addresses = rows === undefined ? [] : [0, 1];
    return { sizeArguments, addresses, key: () => key(shape, within, strides, rows ? turns / rows : [turns, scratch]) };
  }
  const { sizes, alike } = dynamicProductSizes(shape) ?? {};
  return {
    sizeArguments: sizes ? [...sizes, scratch] : [],
    addresses: sizes ? [...sizes.map(() => 0), 1] : [],
    key: () => key(alike?.() ?? [shape, scratch]),
  };
}

/** A scan receives the number of steps, the sums of the addresses of buffers used in turns, and what the items of its body receive. */
function sizesOfScan(item: ScanItem, places: Places): DynamicSizes {
  const { items, steps, carries, slices, captures, results, reverse, turns } = item;
  const { placeOf } = places;
  const within = items.map(one => dynamicSizesOf(one, places));
  const key = (): string =>
    JSON.stringify([
      'scan',
      reverse,
      within.map(sizes => sizes.key()),
      items.map(one => (one.kind === 'product' ? one.right?.address : undefined)),
      carries.map(({ slot, outside, next }) => [slot, outside, next].map(placeOf)),
      [...slices, ...captures].map(({ slot, outside, bytes }) => [placeOf(slot), placeOf(outside), bytes]),
      results.map(({ kind, part, of, bytes }) => [kind, placeOf(part), placeOf(of), bytes]),
      [...turns.keys()].map(placeOf),
    ]);
  const sums = [...turns.values()].map(([one, other]) => one + other);
  return {
    sizeArguments: [steps, ...sums, ...within.flatMap(sizes => sizes.sizeArguments)],
    addresses: [0, ...sums.map(() => 2), ...within.flatMap(addressesIn)],
    isByAddress: true,
    key,
  };
}

function sizesOfGroup(group: FusionGroup, places: Places): DynamicSizes {
  const [first] = [...group.roots.keys()];
  const leading = leadingAxes(first!, stridesIn(group));
  return rowsOf(leading, [group.shape], () => marksOf(group, leading, places));
}

function sizesOfReduction({ group, reduction }: ReductionItem, places: Places): DynamicSizes {
  const { from, to, results } = reduction;
  const [first] = [...results.keys()];
  // All rows of a result, or all that are reduced.
  const end = from === 0 ? to : from;
  const { strides } = wholeReduction(group, reduction);
  const leading = to > from ? leadingAxes(first!.inputs[0]!, strides, end) : undefined;
  return rowsOf(leading, [group.shape], () => [
    ...[...results].map(([result, { name, value }]) => [places.placeOf(result), name, markOf(value), from, to]),
    ...marksOf(group, leading, places),
  ]);
}

/** Everything but sizes that the code of a group depends on. */
function marksOf(
  { leaves, steps, roots }: FusionGroup,
  leading: LeadingAxes | undefined,
  { placeOf, inPlace }: Places,
): unknown[] {
  // How far one goes from row to row follows from the last of the axes that are one.
  const from = (leading?.axes ?? 1) - 1;
  return [
    ...[...roots].map(([root, value]) => [
      placeOf(root),
      inPlace.has(root) && placeOf(inPlace.get(root)!),
      markOf(value),
    ]),
    ...leaves.map(({ slot, strides }) => ['←', placeOf(slot), strides.slice(from)]),
    ...steps.map(({ operands }) => operands.map(markOf)),
  ];
}

/** The strides of all that a group reads and writes. */
function stridesIn({ shape, leaves }: FusionGroup): (readonly number[])[] {
  return [stridesOf(shape), ...leaves.map(({ strides }) => strides)];
}

/** The number of rows as the only argument, if there is one; all other sizes of some shapes are in the code. */
function rowsOf(
  leading: LeadingAxes | undefined,
  shapes: readonly Sizes[],
  others: () => readonly unknown[],
): DynamicSizes {
  const axes = leading?.axes ?? 0;
  const key = (): string => [axes, ...shapes.map(shape => shape.slice(axes)), ...others()].join(';');
  return { sizeArguments: leading === undefined ? [] : [leading.rows], key };
}

/** The number of addresses in each of the sizes of an item. */
export function addressesIn({ sizeArguments, addresses }: DynamicSizes): readonly number[] {
  return addresses ?? sizeArguments.map(() => 0);
}

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
  /** The vectors of values in locals, if its function computes several small items. */
  readonly kept?: Map<Slot, number[]>;
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
  const { kernels } = site;
  const params = isByAddress ? 1 : sizeArguments.length;
  const locals = sizeArguments.map((_, n) => n);
  if (item.kind === 'loop') return kernels.only(key, params, f => writeLoop(f, item, site, locals));
  if (item.kind === 'scan') return kernels.only(key, params, f => writeScanItem(f, item, site));
  // Many items compute the same at other addresses, as an optimizer does for each parameter.
  const { begin, rest } = similarCode(item, sizeArguments, site);
  return kernels.similar(key, params, { alike: alikeOf(item, sizeArguments, site.inPlace), begin, rest });
}

/** A small item with its sizes, all of which are in its code. */
interface SmallItem {
  readonly item: GroupItem | ReductionItem | LoopItem;
  readonly sizes: DynamicSizes;
}

/** True for an item of few elements, whose sizes are all in its code: to call its function costs as much as to compute it. */
export function isSmall(one: {
  readonly item: ScheduleItem;
  readonly sizes: DynamicSizes | undefined;
}): one is SmallItem {
  const { item, sizes } = one;
  if (item.kind !== 'group' && item.kind !== 'reduction' && item.kind !== 'loop') return false;
  const shapes = item.kind === 'loop' ? [item.slot, ...item.code.reads].map(({ shape }) => shape!) : [item.group.shape];
  return sizes!.sizeArguments.length === 0 && shapes.every(shape => sizeOf(shape) <= FEW);
}

/** Writes one function for small items, one after another, unless it is cached. Returns its index. */
export function writeSmall(items: readonly SmallItem[], site: Site): number {
  const key = (): string => items.map(({ sizes }) => sizes.key()).join('|');
  return site.kernels.only(key, 0, f => {
    const kept = new Map<Slot, number[]>();
    for (const { item } of items) {
      if (item.kind === 'loop') writeLoop(f, item, site, []);
      else {
        const { begin, rest } = similarCode(item, [], { ...site, kept });
        rest(f, begin(f));
      }
    }
  });
}

/** The code of an item: that which loads addresses, and the rest. */
function similarCode(item: GroupItem | ReductionItem | ProductItem, sizeArguments: readonly number[], site: Site) {
  const slots = addressedBy(item, site);
  return {
    begin: (f: Func): number[] => slots.map(slot => site.addressOf(f, slot)),
    rest: (f: Func, addresses: readonly number[]): void => {
      if (item.kind === 'product') writeProductItem(f, item, site, { addresses, isSized: sizeArguments.length > 0 });
      else if (item.kind === 'reduction') writeReduction(f, item, site, { addresses, rows: rowsIn(sizeArguments) });
      else writeGroup(f, item, site, { addresses, rows: rowsIn(sizeArguments) });
    },
  };
}

/** The slots whose addresses the function of an item begins with, in this order. */
function addressedBy(item: GroupItem | ReductionItem | ProductItem, { inPlace }: Site): Slot[] {
  if (item.kind === 'product') return [item.a, item.slot, ...(item.right === undefined ? [item.b] : [])];
  const { group } = item;
  const leaves = group.leaves.map(({ slot }) => slot);
  if (item.kind === 'reduction') return [...leaves, ...group.roots.keys(), ...item.reduction.results.keys()];
  return [...leaves, ...[...group.roots.keys()].filter(root => leafInPlace(group, root, inPlace) < 0)];
}

/** The addresses that a function begins with, by their locals, and the number of rows. */
interface Addressed {
  readonly addresses: readonly number[];
  readonly rows: Rows | undefined;
}

/** The number of rows, if it is a parameter. */
function rowsIn([count]: readonly number[]): Rows | undefined {
  return count === undefined ? undefined : { local: ROWS, count };
}

function writeProductItem(
  f: Func,
  item: ProductItem,
  { kernels, scratch }: Site,
  { addresses, isSized }: Pick<Addressed, 'addresses'> & { readonly isSized: boolean },
): void {
  const [a, c, b = f.local('i32')] = addresses as [number, number, number?];
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

function writeGroup(f: Func, { group, vector }: GroupItem, site: Site, { addresses, rows }: Addressed): void {
  const { inPlace, functions, kept } = site;
  let next = group.leaves.length;
  const leaves = addresses.slice(0, next);
  // A root that is written into a buffer that the group reads has the same address.
  const roots = [...group.roots.keys()].map(root => leaves[leafInPlace(group, root, inPlace)] ?? addresses[next++]!);
  (vector ? emitVector : emitScalars)(group, { f, leaves, roots, functions, rows, kept });
}

function writeReduction(
  f: Func,
  { group, reduction }: ReductionItem,
  site: Site,
  { addresses, rows }: Addressed,
): void {
  const { functions, kept } = site;
  const [leaves, stored] = [group.leaves.length, group.leaves.length + group.roots.size];
  emitReduction(wholeReduction(group, reduction), {
    f,
    leaves: addresses.slice(0, leaves),
    roots: addresses.slice(leaves, stored),
    results: addresses.slice(stored),
    functions,
    rows,
    kept,
  });
}

/** The leaf that has the buffer which a root is written into; −1 if it has its own buffer. */
function leafInPlace({ leaves }: FusionGroup, root: Slot, inPlace: ReadonlyMap<Slot, Slot>): number {
  const source = inPlace.get(root);
  return source === undefined ? -1 : leaves.findIndex(({ slot }) => slot === source);
}

/**
 * A key of everything that the code of an item depends on, within one module and but for the addresses that it begins with.
 * Unlike the key of its function it names no slots, so it tells formulas and dtypes.
 */
function alikeOf(
  item: GroupItem | ReductionItem | ProductItem,
  sizeArguments: readonly number[],
  inPlace: ReadonlyMap<Slot, Slot>,
): string {
  if (item.kind === 'product')
    return `product ${JSON.stringify([item.shape, item.batch, item.right?.address, sizeArguments])}`;
  const { group } = item;
  const { shape, precision, leaves, steps, roots, flushed } = group;
  const parts = [
    item.kind === 'group' ? `group ${item.vector}` : reducedBy(item),
    precision,
    shape,
    sizeArguments,
    ...leaves.map(({ slot, strides }) => `${slot.wire.dtype} ${strides.join()}`),
    ...steps.map(({ instruction, operands }) => `${instruction.name} ${operands.map(markOf).join()}`),
    ...[...roots].map(([root, value]) =>
      [root.wire.dtype, markOf(value), flushed.has(root), leafInPlace(group, root, inPlace)].join(' '),
    ),
  ];
  return parts.join(';');
}

function reducedBy({ reduction: { from, to, results } }: ReductionItem): string {
  const all = [...results].map(([result, { name, value }]) => `${result.wire.dtype} ${name} ${markOf(value)}`);
  return `reduction ${from} ${to} ${all.join()}`;
}

/** A value in a key. */
function markOf(value: Value): string {
  if ('step' in value) return `s${value.step}`;
  if ('leaf' in value) return `l${value.leaf}`;
  // Not the same number as 0.
  return Object.is(value.literal, -0) ? '-0' : String(value.literal);
}
