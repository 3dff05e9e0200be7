import type { Slot } from '@thalweg/graph/engine';
import { type Sizes, stridesOf } from '@thalweg/tensor';
import { leadingAxes, type LeadingAxes } from '../loops/axes.ts';
import type { FusionGroup, Value } from './fusion-group.ts';
import type { DynamicSizes, Places } from './item-code.ts';

/** The sizes of a group that its function receives at run time. */
export function sizesOfGroup(group: FusionGroup, places: Places): DynamicSizes {
  const [first] = [...group.roots.keys()];
  const leading = leadingAxes(first!, stridesIn(group));
  return rowsOf(leading, [group.shape], () => marksOf(group, leading, places));
}

/** Everything but sizes that the code of a group depends on. */
export function marksOf(
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
export function rowsOf(
  leading: LeadingAxes | undefined,
  shapes: readonly Sizes[],
  others: () => readonly unknown[],
): DynamicSizes {
  const axes = leading?.axes ?? 0;
  const key = (): string => [axes, ...shapes.map(shape => shape.slice(axes)), ...others()].join(';');
  return { sizeArguments: leading === undefined ? [] : [leading.rows], key };
}

/** The leaf that has the buffer which a root is written into; −1 if it has its own buffer. */
export function leafInPlace({ leaves }: FusionGroup, root: Slot, inPlace: ReadonlyMap<Slot, Slot>): number {
  const source = inPlace.get(root);
  return source === undefined ? -1 : leaves.findIndex(({ slot }) => slot === source);
}

/** A key of the formulas, dtypes and strides of a group: code with another key differs. */
export function groupAlike(
  { shape, precision, leaves, steps, roots, flushed }: FusionGroup,
  sizeArguments: readonly number[],
  leafOf: (root: Slot) => number,
): string {
  const parts = [
    precision,
    shape,
    sizeArguments,
    ...leaves.map(({ slot, strides }) => `${slot.wire.dtype} ${strides.join()}`),
    ...steps.map(({ instruction, operands }) => `${instruction.name} ${operands.map(markOf).join()}`),
    ...[...roots].map(([root, value]) => [root.wire.dtype, markOf(value), flushed.has(root), leafOf(root)].join(' ')),
  ];
  return parts.join(';');
}

/** A value in a key. */
export function markOf(value: Value): string {
  if ('step' in value) return `s${value.step}`;
  if ('leaf' in value) return `l${value.leaf}`;
  // Not the same number as 0.
  return Object.is(value.literal, -0) ? '-0' : String(value.literal);
}
