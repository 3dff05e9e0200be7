import { type Sizes, stridesOf } from '@thalweg/tensor';
import { nestOf, type Nest } from '../loops/axes.ts';
import type { FusionGroup, Reduction, VectorReducer } from './fusion-group.ts';

/** The vectors at hand to reduce with. */
export interface Registers {
  /** The sums that neighbouring elements of a row are added to in turn, and so the order of a sum: the float32 in a vector. */
  readonly lanes: number;
  /** The most vectors of accumulators at once. */
  readonly accumulators: number;
  /** The most vectors of columns that are reduced at once. */
  readonly widest: number;
  /** The vectors that each way to reduce takes in a turn. */
  readonly used: Readonly<Record<VectorReducer, number>>;
}

/** A reduction of a group's values over all of its shape, or over a part. */
export interface ReductionWork {
  readonly group: FusionGroup;
  readonly reduction: Reduction;
  readonly shape: Sizes;
  /** True if each element of a row has its own result; it also has in a part that is a single column. */
  readonly hasColumns: boolean;
  /** The strides of the leaves, the roots and the results, in that order. */
  readonly strides: readonly (readonly number[])[];
}

/** The reduction over the whole shape of a group. */
export function wholeReduction(group: FusionGroup, reduction: Reduction): ReductionWork {
  const { shape, leaves, roots } = group;
  const { from, to, results } = reduction;
  const own = stridesOf(shape);
  const kept = stridesOf(shape.map((length, axis) => (axis >= from && axis < to ? 1 : length)));
  const ofResults = kept.map((stride, axis) => (axis >= from && axis < to ? 0 : stride));
  const strides = [
    ...leaves.map(leaf => leaf.strides),
    ...[...roots.keys()].map(() => own),
    ...[...results.keys()].map(() => ofResults),
  ];
  const hasColumns = shape.slice(to).some(length => length !== 1);
  return { group, reduction, shape, hasColumns, strides };
}

/**
 * True if sums have the order that they have over values which are stored: neighbouring elements of a row go to the lanes
 * in turn, so a row in several loops must end with a whole vector in the innermost one.
 */
export function keepsOrder(
  { shape, hasColumns, reduction: { from, to }, strides }: ReductionWork,
  { lanes }: Pick<Registers, 'lanes'>,
): boolean {
  const { lengths } = loopsWithin(shape, strides, from, to);
  return hasColumns || lengths.length < 2 || lengths.at(-1)! % lanes === 0;
}

/** True if the elements of a cache line are read and written in one turn: several short turns would fetch it again. */
export function takesWholeLines({ shape, reduction }: ReductionWork, registers: Registers): boolean {
  const columns = shape.slice(reduction.to).reduce((product, length) => product * length, 1);
  const width = widthOf(reduction, registers);
  return columns === 1 || width === registers.widest || registers.lanes * width >= columns;
}

/** The number of vectors of columns that are reduced at once. */
export function widthOf({ results }: Reduction, { accumulators, widest, used }: Registers): number {
  const all = [...results.values()].reduce((total, { name }) => total + used[name], 0);
  return Math.min(widest, Math.max(1, Math.floor(accumulators / all)));
}

/** The loops over the axes `[from, to)`; none if all of their sizes are 1. */
export function loopsWithin(shape: Sizes, strides: readonly (readonly number[])[], from: number, to: number): Nest {
  const within = shape.slice(from, to);
  if (within.every(length => length === 1)) return { lengths: [], strides: strides.map(() => []) };
  return nestOf(
    within,
    strides.map(all => all.slice(from, to)),
  );
}
