import type { Slot } from '@thalweg/graph/engine';
import type { Sizes } from '@thalweg/tensor';
import { leadingRows } from '../emit/leading-rows.ts';
import type { FusionGroup, Value } from '../ir/fusion-group.ts';
import type { CompiledItem, ProductItem, ReductionItem } from '../ir/schedule-item.ts';
import { dynamicProductSizes } from '../product/emit-product.ts';

/** The sizes of an item: some are arguments of its function, all others are constants in its code. */
export interface DynamicSizes {
  /** The numbers that the function receives in each call: the number of rows, or numbers that follow from it. */
  readonly sizeArguments: readonly number[];
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
  const { slot, code } = item;
  const shapes = [slot, ...slot.inputs].map(({ shape }) => shape!);
  const own = [places.placeOf(slot), code.scratch && places.scratch];
  return rowsOf(code.rows, code.rows === undefined ? shapes : shapes.slice(1), () => own);
}

function sizesOfProduct({ slot, a, b, shape, batch }: ProductItem, { placeOf, scratch }: Places): DynamicSizes {
  const key = (...others: readonly unknown[]): string => JSON.stringify([[slot, a, b].map(placeOf), others]);
  if (batch !== undefined) {
    // Only the turns of the first loop follow from the number of rows.
    const { strides, rows } = batch;
    const [turns, ...within] = batch.lengths as [number, ...number[]];
    const sizeArguments = rows === undefined ? [] : [turns, scratch];
    return { sizeArguments, key: () => key(shape, within, strides, rows ? turns / rows : [turns, scratch]) };
  }
  const { sizes, alike } = dynamicProductSizes(shape) ?? {};
  return { sizeArguments: sizes ? [...sizes, scratch] : [], key: () => key(alike?.() ?? [shape, scratch]) };
}

function sizesOfGroup(group: FusionGroup, places: Places): DynamicSizes {
  const [first] = [...group.roots.keys()];
  return rowsOf(leadingRows(first!), [group.shape], () => marksOf(group, places));
}

function sizesOfReduction({ group, reduction }: ReductionItem, places: Places): DynamicSizes {
  const { from, to, results } = reduction;
  const [first] = [...results.keys()];
  const rows = to > from ? leadingRows(first!.inputs[0]!) : undefined;
  return rowsOf(rows, [group.shape], () => [
    ...[...results].map(([result, { name, value }]) => [places.placeOf(result), name, markOf(value), from, to]),
    ...marksOf(group, places),
  ]);
}

/** Everything but sizes that the code of a group depends on. */
function marksOf({ leaves, steps, roots }: FusionGroup, { placeOf, inPlace }: Places): unknown[] {
  return [
    ...[...roots].map(([root, value]) => [
      placeOf(root),
      inPlace.has(root) && placeOf(inPlace.get(root)!),
      markOf(value),
    ]),
    ...leaves.map(({ slot, strides }) => ['←', placeOf(slot), strides]),
    ...steps.map(({ operands }) => operands.map(markOf)),
  ];
}

/** The number of rows as the only argument, if there is one; all other sizes of some shapes are in the code. */
function rowsOf(rows: number | undefined, shapes: readonly Sizes[], others: () => readonly unknown[]): DynamicSizes {
  const key = (): string =>
    [rows !== undefined, ...shapes.map(shape => (rows === undefined ? shape : shape.slice(1))), ...others()].join(';');
  return { sizeArguments: rows === undefined ? [] : [rows], key };
}

/** A value in a key. */
function markOf(value: Value): number | string {
  return 'step' in value ? value.step : 'leaf' in value ? -1 - value.leaf : `#${value.literal}`;
}
