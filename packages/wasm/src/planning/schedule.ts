import { accessOf, broadcastStrides, type Commit, type LoopKernel, type Slot } from '@thalweg/graph/engine';
import { sizeOf, type Sizes, stridesOf } from '@thalweg/tensor';
import type { Arithmetic } from '../assembler/func.ts';
import { codeOf } from '../emit/loop-emitters.ts';
import { isVector } from '../emit/vector.ts';
import { FusionGroup, fusionGroupFor } from '../ir/fusion-group.ts';
import type { MatrixStrides } from '../ir/product-shape.ts';
import type { Products, ProductSizes } from '../ir/products.ts';
import {
  type GroupItem,
  type ProductBatch,
  type ProductItem,
  readBy,
  type ScheduleItem,
  writtenBy,
} from '../ir/schedule-item.ts';
import { leadingRows, nestOf } from '../loops/axes.ts';
import type { ScanBodies } from '../runtime/scan-bodies.ts';
import { isAlias, storedIn } from '../runtime/slots.ts';
import { scanItem } from '../scan/scan-item.ts';
import type { Among } from '../threads/cut.ts';
import { fuseReductions, reductionItem } from './fuse-reductions.ts';
import { OpenGroups } from './open-groups.ts';

/** The surroundings of a pass: all that its items depend on besides its slots. */
export interface ScheduleSite {
  readonly bodies: ScanBodies;
  /** The threads that compute it, if there are several. */
  readonly among?: Among | undefined;
  /** The arithmetic of products, if it is not plain. */
  readonly arithmetic?: Arithmetic | undefined;
  /** The library that computes some products, if there is one. */
  readonly products?: Products | undefined;
}

/** The items of a pass, in an order in which each comes after all that it reads. */
export function scheduleOf(order: readonly Slot[], commits: readonly Commit[], site: ScheduleSite): ScheduleItem[] {
  const scans = new Set<Slot>();
  const items = new Set<ScheduleItem>();
  const open = new OpenGroups();
  for (const slot of order) {
    if (isAlias(slot)) continue;
    // The loop of a compiled scan writes its results.
    if (isResult(slot) && scans.has(slot.inputs[0]!)) continue;
    const item = itemOf(slot, site);
    if (item.kind === 'scan') scans.add(slot);
    const joined = item.kind === 'group' ? open.find(item) : undefined;
    open.close(readBy(item), joined);
    if (joined !== undefined) {
      open.join(joined, slot);
      // It moves to the end.
      items.delete(joined);
      items.add(joined);
      continue;
    }
    items.add(item);
    if (item.kind === 'group') open.open(item);
  }
  const outside = [...order.filter(({ roots }) => roots > 0), ...commits.flatMap(({ rule }) => [rule, ...rule.inputs])];
  const wanted = new Set(outside.map(storedIn));
  return withoutUnread(fuseReductions([...items], wanted, site.among), wanted);
}

/** Makes groups not store values that only their own loops read, and leaves out those that then store nothing. */
function withoutUnread(items: readonly ScheduleItem[], wanted: ReadonlySet<Slot>): ScheduleItem[] {
  const read = new Set(wanted);
  const kept: ScheduleItem[] = [];
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at]!;
    if (item.kind === 'group' || item.kind === 'reduction') {
      const { roots } = item.group;
      for (const root of roots.keys()) if (!read.has(root)) roots.delete(root);
      if (!writtenBy(item).some(slot => read.has(slot))) continue;
    }
    kept.push(item);
    for (const slot of readBy(item)) read.add(slot);
  }
  return kept.reverse();
}

/** True for a result of a scan. */
function isResult({ wire }: Slot): boolean {
  const { kernel } = wire.rule!;
  return kernel.kind === 'loop' && kernel.loop === 'scanPart';
}

function itemOf(slot: Slot, site: ScheduleSite): ScheduleItem {
  const { kernel } = slot.wire.rule!;
  const body = site.bodies.of(slot);
  const scan = body && scanItem(slot, body, order => scheduleOf(order, [], { ...site, among: undefined }));
  if (scan !== undefined) return scan;
  if (kernel.kind === 'loop') return loopItem(slot, kernel, site);
  const group = fusionGroupFor(slot);
  group.add(slot);
  return { kind: 'group', group, vector: isVector(group) };
}

function loopItem(slot: Slot, kernel: LoopKernel, site: ScheduleSite): ScheduleItem {
  const interpreted: ScheduleItem = { kind: 'interpret', slot };
  if (kernel.loop === undefined) return interpreted;
  if (kernel.loop === 'contraction') {
    const product = productItem(slot, site);
    if (product !== undefined) return product;
  }
  if (kernel.loop === 'reduce') {
    const reduction = reductionItem(slot, kernel.parameters);
    if (reduction !== undefined) return reduction;
  }
  const code = codeOf(slot, kernel, site.products);
  return code === undefined ? interpreted : { kind: 'loop', slot, name: kernel.loop, code };
}

/** A factor's matrices in memory: strides along the leading axes of the product, and those within a matrix. */
interface Factor {
  readonly slot: Slot;
  readonly lead: readonly number[];
  readonly strides: MatrixStrides;
}

/** The ways to compute products: with fused multiply-adds if an arithmetic is given, or by a library. */
interface Computing {
  readonly arithmetic?: Arithmetic | undefined;
  readonly products?: Products | undefined;
}

/**
 * The product of two matrices, or of many; with k = 1, the formula that multiplies columns and rows. None for numbers that only
 * a library computes with, if there is none or it does not take them.
 */
function productItem(slot: Slot, { products, arithmetic }: Computing): GroupItem | ProductItem | undefined {
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
  const [host, fused] = [isTaken ? dtype : undefined, arithmetic === undefined ? undefined : true];
  const shape = { m, n, k, ...layout, host, fused };
  return { kind: 'product', slot, a: a.slot, b: b.slot, shape, batch: batchOf(slot, axes, [a, b]) };
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
