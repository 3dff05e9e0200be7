import { allocate } from '@thalweg/tensor';
import type { StateClaims } from '../metric/metric.ts';
import type { WeightedExample } from '../metric/weighted-example.ts';

/** The part of a metric that is a weighted mean, or a function of it. */
export interface Mean extends Sums {
  readonly better: 'lower';
  add(sums: Float64Array, example: WeightedExample): void;
  value(sums: Float64Array): number;
}

/** Returns the parts of a metric that is the mean of `seen`, a loss by default, or a function of it. */
export function meanOf(made: (mean: number) => number = mean => mean): Mean {
  return { better: 'lower', ...sumsOf(2), add, value: sums => made(sums[0]! / sums[1]!) };
}

/** One function for all means, so that engines can inline it. */
function add(sums: Float64Array, { seen, weight }: WeightedExample): void {
  sums[0]! += seen * weight;
  sums[1]! += weight;
}

/** The part of a metric whose state consists of weighted sums. */
interface Sums {
  initial(): Float64Array;
  merge(sums: Float64Array, other: Float64Array): void;
  scale(sums: Float64Array, factor: number): void;
  check(sums: Float64Array, is: StateClaims): void;
}

/** Returns the parts of a metric with `size` sums. */
export function sumsOf(size: number): Sums {
  return { initial: () => allocate('float64', size), merge, scale, check };
}

function merge(sums: Float64Array, other: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += other[i]!;
}

/** Sums of weights and losses are not below 0. A loss may be infinite. */
function check(sums: Float64Array, is: StateClaims): void {
  for (const sum of sums) is.amounts({ 'a sum': sum });
}

function scale(sums: Float64Array, factor: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! *= factor;
}
