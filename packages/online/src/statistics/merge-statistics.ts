import { ContractError } from '@thalweg/tensor';
import { arrayOf } from '@thalweg/tensor/engine';
import type { Saved } from '@thalweg/train';
import { eachOnce } from '../state/each-once.ts';
import { KeptState } from '../state/kept-state.ts';
import { withState, type Stateful } from '../state/stateful.ts';
import type { Statistic } from './statistic.ts';

/** A statistic of all shards of a stream, which goes on with further numbers. */
export interface MergedStatistic extends Stateful<number, number> {
  /** Returns its present value. */
  now(): number;
}

/**
 * Merges the states of `stateful(statistic)` operators, each over its shard of a stream. The result is in the state of one
 * operator that has seen all shards, in whatever order: read it with `now()`, save it, or continue with it.
 *
 * Counts, extremes and a {@link quantileSketch} are those of the whole stream, to the last bit. Sums, means and variances differ
 * from it by rounding.
 *
 * - **Throws** `ContractError` for a statistic that depends on the order of the numbers, as over a window or with fading
 *   weights, and for `runningQuantile`; `StateError` for a state of another statistic
 *
 * @example
 * const merged = mergeStatistics(runningMean(), [stateful(runningMean()).save()]);
 * merged.now() // => NaN
 */
export function mergeStatistics(statistic: Statistic, shards: readonly Saved[]): MergedStatistic {
  const { name, merge, step, value } = statistic;
  if (merge === undefined)
    throw new ContractError(
      'mergeStatistics',
      'the statistic must not depend on the order of the numbers',
      name,
      'Take it over all numbers, or quantileSketch in place of runningQuantile.',
    );
  const whole = new KeptState(statistic);
  for (const saved of arrayOf('mergeStatistics', 'shards', shards)) {
    const shard = new KeptState(statistic);
    shard.prepare(saved)();
    merge(whole.now.cells, 0, shard.now.cells, 0);
  }
  const operator = withState(
    whole,
    eachOnce((x: number) => step(whole.now, x)),
  );
  return Object.assign(operator, { now: () => value(whole.now.cells, 0) });
}
