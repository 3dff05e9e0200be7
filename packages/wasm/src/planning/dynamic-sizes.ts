import type { Slot } from '@thalweg/graph/engine';
import { stridesOf, type Sizes } from '@thalweg/tensor';
import { wholeReduction } from '../emit/reduction.ts';
import type { FusionGroup, Value } from '../ir/fusion-group.ts';
import type { CompiledItem, ProductItem, ReductionItem, ScanItem } from '../ir/schedule-item.ts';
import { leadingAxes, type LeadingAxes } from '../loops/axes.ts';
import { dynamicProductSizes } from '../product/emit-product.ts';

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

/** A value in a key. */
function markOf(value: Value): number | string {
  return 'step' in value ? value.step : 'leaf' in value ? -1 - value.leaf : `#${value.literal}`;
}
