import { accessOf, type Slot } from '@thalweg/graph/engine';
import type { ProductShape } from '../ir/product-shape.ts';
import { FusionGroup } from '../ir/fusion-group.ts';
import { storedIn } from '../ir/stored-in.ts';
import type { GroupItem, ProductItem } from '../ir/schedule-item.ts';

/** The product of two matrices that lie in rows or in columns, or of several on the left with one on the right. */
export function productItem(slot: Slot): GroupItem | ProductItem | undefined {
  const [left, right] = slot.inputs as readonly [Slot, Slot];
  const [k, n] = right.shape!.slice(-2) as [number, number];
  if (right.shape!.length !== 2) return undefined;
  const a = matrixOf(left);
  const b = matrixOf(right);
  if (a === undefined || b === undefined) return undefined;
  const m = left.shape!.slice(0, -1).reduce((product, length) => product * length, 1);
  if (left.shape!.length > 2 && a.transposed) return undefined;
  if (k === 1 && left.shape!.length === 2) {
    const group = new FusionGroup(slot.shape!, 'float32');
    group.addOuterProduct(slot);
    return { kind: 'group', group, vector: true };
  }
  const shape: ProductShape = { m, n, k, transposeA: a.transposed, transposeB: b.transposed };
  return { kind: 'product', slot, a: a.slot, b: b.slot, shape };
}

/** The slot and the order of a matrix that lies in rows, or in columns; none if it has gaps or repeats. */
function matrixOf(slot: Slot): { readonly slot: Slot; readonly transposed: boolean } | undefined {
  const { slot: base, strides } = accessOf(slot);
  const shape = slot.shape!;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const lead = shape.length - 2;
  const continues = strides.slice(0, lead).every((stride, axis) => {
    const within = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    return shape[axis] === 1 || stride === within;
  });
  const [down, along] = strides.slice(-2) as [number, number];
  const fits = (stride: number, length: number, wanted: number): boolean => length === 1 || stride === wanted;
  if (!continues) return undefined;
  if (fits(along, columns, 1) && fits(down, rows, columns)) return { slot: storedIn(base), transposed: false };
  if (lead === 0 && fits(down, rows, 1) && fits(along, columns, rows))
    return { slot: storedIn(base), transposed: true };
  return undefined;
}
