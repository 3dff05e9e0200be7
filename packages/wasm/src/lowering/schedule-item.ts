import type { LoopName, Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { Nest } from '../loops/axes.ts';
import type { PackedRight } from '../runtime/linked-pass.ts';
import { BYTES } from '../memory/address-space.ts';
import { storedIn } from '../runtime/slots.ts';
import type { FusionGroup, Reduction } from './fusion-group.ts';
import type { LoopCode } from './loop-code.ts';
import type { ProductShape } from './product-shape.ts';

/** One of the things that a pass computes one after another: each becomes a function, or is interpreted. */
export type ScheduleItem = CompiledItem | InterpretedItem;

/** An item that is compiled. */
export type CompiledItem = GroupItem | ReductionItem | LoopItem | ProductItem | ScanItem;

/** Formulas in one loop over elements. */
export interface GroupItem {
  readonly kind: 'group';
  readonly group: FusionGroup;
  /** True if it is computed in vectors of four float32. */
  readonly vector: boolean;
}

/** Reductions along the same axes in one loop over elements, with the formulas that they reduce: in vectors of four float32. */
export interface ReductionItem {
  readonly kind: 'reduction';
  readonly group: FusionGroup;
  /** The slots that the group computes, each after those that it reads. */
  readonly members: readonly Slot[];
  readonly reduction: Reduction;
}

/** A loop of one of the known kinds. */
export interface LoopItem {
  readonly kind: 'loop';
  readonly slot: Slot;
  readonly name: LoopName;
  readonly code: LoopCode;
}

/** The loops over the matrices of a product: how often, and how far A, B and C go in a turn, in elements. */
export interface ProductBatch extends Nest {
  /** The size of the first axis, if it may be another one in the next pass: a factor of the first loop. */
  readonly rows: number | undefined;
}

/** A product of two matrices, or of many. */
export interface ProductItem {
  readonly kind: 'product';
  readonly slot: Slot;
  readonly a: Slot;
  readonly b: Slot;
  readonly shape: ProductShape;
  /** The loops, if there are many matrices. */
  readonly batch: ProductBatch | undefined;
  /** The packed right factor, if the shape says that B is packed. */
  readonly right?: PackedRight;
}

/** A loop over the items of a body, for each position along the first axis of some values. */
export interface ScanItem {
  readonly kind: 'scan';
  readonly slot: Slot;
  readonly steps: number;
  readonly reverse: boolean;
  /** The items of a step. */
  readonly items: readonly CompiledItem[];
  readonly carries: readonly ScanCarry[];
  readonly slices: readonly ScanEntry[];
  readonly captures: readonly ScanEntry[];
  readonly results: readonly ScanResult[];
  /** The two buffers that the next values of carries take in turns. */
  readonly turns: Map<Slot, readonly [address: number, other: number]>;
}

/** A source of a body, the value outside that it has or has a row of, and its bytes in a step. */
interface ScanEntry {
  readonly slot: Slot;
  readonly outside: Slot;
  readonly bytes: number;
}

/** A value that a step hands to the next; the value outside is the first. */
interface ScanCarry extends ScanEntry {
  readonly next: Slot;
}

/**
 * A result of a scan: each step writes a row of it directly, or copies it there; or it is what a carry has in the end. `of` is
 * the value in the body.
 */
export interface ScanResult {
  readonly kind: 'direct' | 'copied' | 'last';
  readonly part: Slot;
  readonly of: Slot;
  readonly bytes: number;
}

/** A slot that the interpreter computes. */
interface InterpretedItem {
  readonly kind: 'interpret';
  readonly slot: Slot;
}

/** The slots whose storage an item reads. */
export function readBy(item: ScheduleItem): Slot[] {
  switch (item.kind) {
    case 'group':
    case 'reduction':
      return item.group.leaves.map(({ slot }) => slot);
    case 'loop':
      return item.code.reads.map(storedIn);
    case 'product':
      return [item.a, item.b];
    case 'scan':
      return [...item.carries, ...item.slices, ...item.captures].map(({ outside }) => outside);
    case 'interpret':
      return [...new Set(item.slot.dependencies.map(storedIn))];
  }
}

/** The slots whose storage an item writes. */
export function writtenBy(item: ScheduleItem): Slot[] {
  if (item.kind === 'group') return [...item.group.roots.keys()];
  if (item.kind === 'reduction') return [...item.group.roots.keys(), ...item.reduction.results.keys()];
  if (item.kind === 'scan') return [...observedScan(item), ...item.results.map(({ part }) => part)];
  return [item.slot];
}

/** A scan that is itself observed: it has no elements, but a buffer. */
function observedScan({ slot }: ScanItem): Slot[] {
  return slot.roots > 0 ? [slot] : [];
}

/** Items with those in the bodies of scans. */
export function withBodies(items: readonly ScheduleItem[]): ScheduleItem[] {
  return items.flatMap(item => (item.kind === 'scan' ? [item, ...withBodies(item.items)] : [item]));
}

/** True for what a library of the host computes. */
export function isByHost(item: ScheduleItem): boolean {
  if (item.kind === 'loop') return item.code.byHost === true;
  return item.kind === 'product' && item.shape.host !== undefined;
}

/** The bytes of a value. */
export function bytesOf({ shape, wire }: Slot): number {
  return sizeOf(shape!) * BYTES[wire.dtype];
}
