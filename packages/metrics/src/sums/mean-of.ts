import type { WeightedExample } from '../weighted-example.ts';
import { sumsOf, type Sums } from './sums-of.ts';

/** The part of a metric that is a weighted mean, or a function of it. */
export interface Mean extends Sums {
  add(sums: Float64Array, example: WeightedExample): void;
  value(sums: Float64Array): number;
}

/** Returns the parts of a metric that is the mean of `seen`, or a function of it. */
export function meanOf(made: (mean: number) => number = mean => mean): Mean {
  return { ...sumsOf(2), add, value: sums => made(sums[0]! / sums[1]!) };
}

/** One function for all means, so that engines can inline it. */
function add(sums: Float64Array, { seen, weight }: WeightedExample): void {
  sums[0]! += seen * weight;
  sums[1]! += weight;
}
