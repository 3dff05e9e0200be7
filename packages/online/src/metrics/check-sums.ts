import type { StateCheck } from '../state/state-check.ts';
import type { Metric } from '@thalweg/metrics';

/** Checks the restored state of each metric; those at some places only, if they are given. */
export function checkSums(
  metrics: readonly Metric<unknown>[],
  states: readonly unknown[],
  is: StateCheck,
  places: readonly number[] = [...metrics.keys()],
): void {
  is.must(states.length === metrics.length, `there must be states of ${metrics.length} metrics`, states.length);
  for (const place of places) {
    const [metric, sums] = [metrics[place]!, states[place]];
    const { length } = metric.initial();
    const fits = sums instanceof Float64Array && sums.length === length;
    is.must(fits, `the state of ${metric.name} must be ${length} float64 numbers`, sums);
    metric.check?.(sums as Float64Array, is);
  }
}
