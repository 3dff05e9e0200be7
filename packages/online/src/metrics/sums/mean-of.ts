import type { WeightedExample } from '../weighted-example.ts';
import { sumsOf, type Sums } from './sums-of.ts';

/** The part of a metric that is the mean of what it sees of examples, by their weight, or follows from it. */
export interface Mean extends Sums {
  add(sums: Float64Array, example: WeightedExample): void;
  value(sums: Float64Array): number;
}

/** The mean of what is seen, or what is made of it. */
export function meanOf(made: (mean: number) => number = mean => mean): Mean {
  return { ...sumsOf(2), add, value: sums => made(sums[0]! / sums[1]!) };
}

/** One function for all means: loops that call it can take it in. */
function add(sums: Float64Array, { seen, weight }: WeightedExample): void {
  sums[0]! += seen * weight;
  sums[1]! += weight;
}
