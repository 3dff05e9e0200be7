import { leadingAxes } from '../loops/axes.ts';
import { groupAlike, marksOf, markOf, rowsOf } from '../lowering/group-sizes.ts';
import type { DynamicSizes, ItemCode, Places } from '../lowering/item-code.ts';
import { wholeReduction } from '../lowering/reduction-work.ts';
import type { ReductionItem } from '../lowering/schedule-item.ts';
import { rowsIn } from './group-walk.ts';
import { emitReduction } from './reduction.ts';

/** The code of reductions in vectors. */
export const reductionItems: ItemCode<ReductionItem> = {
  sizesOf: sizesOfReduction,
  similar: {
    addressed: ({ group, reduction }) => [
      ...group.leaves.map(({ slot }) => slot),
      ...group.roots.keys(),
      ...reduction.results.keys(),
    ],
    alike: (item, sizeArguments) => `${reducedBy(item)};${groupAlike(item.group, sizeArguments, () => -1)}`,
  },
  write: (f, { group, reduction }, { functions, kept }, { addresses, sizeArguments }) => {
    const [leaves, stored] = [group.leaves.length, group.leaves.length + group.roots.size];
    emitReduction(wholeReduction(group, reduction), {
      f,
      leaves: addresses.slice(0, leaves),
      roots: addresses.slice(leaves, stored),
      results: addresses.slice(stored),
      functions,
      rows: rowsIn(sizeArguments),
      kept,
    });
  },
};

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

function reducedBy({ reduction: { from, to, results } }: ReductionItem): string {
  const all = [...results].map(([result, { name, value }]) => `${result.wire.dtype} ${name} ${markOf(value)}`);
  return `reduction ${from} ${to} ${all.join()}`;
}
