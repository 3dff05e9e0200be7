import { accessOf, broadcastStrides, type Slot } from '@thalweg/graph/engine';
import { sizeOf, type Sizes, stridesOf } from '@thalweg/tensor';
import { FusionGroup } from './fusion-group.ts';
import type { MatrixStrides } from './product-shape.ts';
import type { ProductSizes } from './products.ts';
import type { GroupItem, ProductBatch, ProductItem } from './schedule-item.ts';
import type { Computing } from './target.ts';
import { leadingRows, nestOf } from '../loops/axes.ts';
import { storedIn } from '../runtime/slots.ts';

/**
 * The product of two matrices, or of many; with k = 1, the formula that multiplies columns and rows. None for numbers that only
 * a library computes with, if there is none or it does not take them.
 */
export function productItem(slot: Slot, { products, fused }: Computing): GroupItem | ProductItem | undefined {
  const [left, right] = slot.inputs as readonly [Slot, Slot];
  const [k, n] = right.shape!.slice(-2) as [number, number];
  const dtype = dtypeOfAll([slot, left, right]);
  if (dtype === undefined) return undefined;
  if (k === 1) {
    if (dtype !== 'float32') return undefined;
    const group = new FusionGroup(slot.shape!, 'float32');
    group.add(slot);
    return { kind: 'group', group, vector: true };
  }
  const lead = slot.shape!.slice(0, -2);
  const [a, b] = [factorOf(left, lead), factorOf(right, lead)];
  const [axes, m, strides] = mergeRows(slot, a, b);
  const [transposeA, pitchOfA, scatteredA] = layoutOf(m, k, strides);
  const [transposeB, pitchOfB, scatteredB] = layoutOf(k, n, b.strides);
  const isTaken = products?.takes({ m, n, k, dtype }) === true;
  const layout = { transposeA, pitchOfA, transposeB, pitchOfB, scatteredA, scatteredB };
  // Numbers are copied in float32 only.
  if (dtype !== 'float32' && (!isTaken || scatteredA !== undefined || scatteredB !== undefined)) return undefined;
  const shape = { m, n, k, ...layout, host: isTaken ? dtype : undefined, fused: fused ? true : undefined };
  return { kind: 'product', slot, a: a.slot, b: b.slot, shape, batch: batchOf(slot, axes, [a, b]) };
}

/** A factor's matrices in memory: strides along the leading axes of the product, and those within a matrix. */
interface Factor {
  readonly slot: Slot;
  readonly lead: readonly number[];
  readonly strides: MatrixStrides;
}

/** The dtype of some values, if it is one and the host may have products of it. */
function dtypeOfAll([first, ...others]: readonly Slot[]): ProductSizes['dtype'] | undefined {
  const { dtype } = first!.wire;
  const isKnown = dtype === 'float32' || dtype === 'float64';
  return isKnown && others.every(({ wire }) => wire.dtype === dtype) ? dtype : undefined;
}

function factorOf(input: Slot, lead: Sizes): Factor {
  const { slot, strides } = accessOf(input);
  const own = broadcastStrides(input.shape!.slice(0, -2), strides.slice(0, -2), lead);
  return { slot: storedIn(slot), lead: own, strides: strides.slice(-2) as [number, number] };
}

/** The leading axes before the rows of one product: those of left matrices that share a right one, if they continue each other. */
function mergeRows({ shape }: Slot, a: Factor, b: Factor): readonly [axes: number, m: number, strides: MatrixStrides] {
  let m = shape!.at(-2)!;
  let toNextRow = a.strides[0];
  let axes = shape!.length - 2;
  for (; axes > 0; axes--) {
    const [length, stride] = [shape![axes - 1]!, a.lead[axes - 1]!];
    if (length === 1) continue;
    if (b.lead[axes - 1] !== 0 || (m !== 1 && stride !== m * toNextRow)) break;
    if (m === 1) toNextRow = stride;
    m *= length;
  }
  return [axes, m, [toNextRow, a.strides[1]]];
}

/** The way in which a matrix is stored; no pitch stands for rows without gaps. */
type Layout = readonly [transposed: boolean, pitch?: number | undefined, scattered?: MatrixStrides];

/** Returns the way in which a matrix is stored; a vector is stored in one way only. */
function layoutOf(rows: number, columns: number, strides: MatrixStrides): Layout {
  const [down, along] = strides;
  if (rows * columns <= 1 || (rows === 1 && along === 1) || (columns === 1 && down === 1)) return [false];
  if (rows > 1 && columns > 1) {
    if (along === 1 && down > 0) return [false, down === columns ? undefined : down];
    if (down === 1 && along > 0) return [true, along === rows ? undefined : along];
  }
  return [false, undefined, strides];
}

/** The loops over the matrices of so many leading axes; none for one matrix. */
function batchOf(slot: Slot, axes: number, factors: readonly Factor[]): ProductBatch | undefined {
  const lead = slot.shape!.slice(0, axes);
  if (sizeOf(lead) === 1) return undefined;
  const nest = nestOf(lead, [...factors.map(factor => factor.lead.slice(0, axes)), stridesOf(slot.shape!).slice(0, axes)]);
  return { ...nest, rows: leadingRows(slot) };
} // prettier-ignore
