import type { BodyFrame, KnownLoop, Loops, Slot } from '@thalweg/graph/engine';
import type { BufferArena } from './buffer-arena.ts';
import type { Among } from './cut.ts';
import type { BodyBuffers } from './lifetimes.ts';
import type { LoopCode } from './loop-code.ts';
import type { Products } from './products.ts';
import type { Registers } from './reduction-work.ts';
import type { GroupItem, ProductItem, ReductionItem, ScanItem, ScheduleItem } from './schedule-item.ts';

/**
 * The machine that a plan is made for: its limits, and the kinds of loops that there is code for. The planner knows no
 * instructions. A kind of loops that has code, but in a family that is not there, is an error.
 */
export interface Target {
  /** The most that one loop over elements holds: instructions, operands, and results of reductions. */
  readonly most: Most;
  /** Returns whether it has code for a scalar instruction, on vectors or on single numbers. */
  readonly hasCode: (instruction: string, vector: boolean) => boolean;
  /** Returns whether an instruction takes as long as many others. */
  readonly isExpensive: (instruction: string) => boolean;
  /** The code of a loop for the sizes that its slot has; none leaves it to the interpreter. */
  readonly loop: (slot: Slot, kernel: KnownLoop) => LoopCode | undefined;
  readonly reductions: ReductionPlanning | undefined;
  readonly products: ProductPlanning | undefined;
  readonly scans: ScanPlanning | undefined;
  /** The ways to compute products. */
  readonly computing: Computing;
  /** The threads that compute it, if there are several. */
  readonly among: Among | undefined;
}

/** The ways to compute products. */
export interface Computing {
  /** True if multiplication and addition are one instruction. */
  readonly fused: boolean;
  /** The library that computes some of them, if there is one. */
  readonly products: Products | undefined;
}

/** The most that one loop holds. */
export interface Most {
  readonly steps: number;
  readonly leaves: number;
  readonly results: number;
}

/** The planning of reductions in vectors. */
export interface ReductionPlanning {
  readonly registers: Registers;
  /** The reduction of a stored value in vectors, if there is one. */
  readonly itemOf: (slot: Slot, parameters: Loops['reduce']) => ReductionItem | undefined;
  /** Makes reductions share loops with each other and with formulas. Values in `wanted` are read after the pass. */
  readonly fuse: (items: readonly ScheduleItem[], wanted: ReadonlySet<Slot>, target: Target) => ScheduleItem[];
}

/** The planning of products. */
export interface ProductPlanning {
  /** The product of two slots, if it is not interpreted. */
  readonly itemOf: (slot: Slot, computing: Computing) => GroupItem | ProductItem | undefined;
  /** A product that reads its right factor packed, if that is worth it; `undefined` otherwise. */
  readonly packed: (item: ProductItem, arena: BufferArena) => ProductItem | undefined;
}

/** The planning of scans. */
export interface ScanPlanning {
  /** The scan as a loop, if no part of its body is interpreted. */
  readonly itemOf: (
    slot: Slot,
    body: BodyFrame,
    schedule: (order: readonly Slot[]) => readonly ScheduleItem[],
  ) => ScanItem | undefined;
  /** The scan with products that read packed right factors, where `packed` makes one. */
  readonly packRights: (item: ScanItem, packed: (item: ProductItem) => ProductItem | undefined) => ScanItem;
  /** The buffers that the values in the bodies of scans need. */
  readonly buffers: (items: readonly ScheduleItem[]) => BodyBuffers;
}
