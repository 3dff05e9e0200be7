import type { Slot } from '@thalweg/graph/engine';
import type { FusionGroup, Value } from '../ir/fusion-group.ts';
import type { GroupItem, ProductItem, ReductionItem } from '../ir/schedule-item.ts';

/** The leaf that has the buffer which a root is written into; −1 if it has its own buffer. */
export function leafInPlace({ leaves }: FusionGroup, root: Slot, inPlace: ReadonlyMap<Slot, Slot>): number {
  const source = inPlace.get(root);
  return source === undefined ? -1 : leaves.findIndex(({ slot }) => slot === source);
}

/**
 * A key of everything that the code of an item depends on, within one module and but for the addresses that it begins with.
 * Unlike the key of its function it names no slots, so it tells formulas and dtypes.
 */
export function alikeOf(
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

function markOf(value: Value): string {
  if ('step' in value) return `s${value.step}`;
  if ('leaf' in value) return `l${value.leaf}`;
  // Not the same number as 0.
  return Object.is(value.literal, -0) ? '-0' : String(value.literal);
}
