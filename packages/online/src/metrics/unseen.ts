import type { MetricStatistic } from '@thalweg/metrics';

/**
 * The mark in a row of a window in place of what a metric saw, if the metric was added after the example. No prediction is so low: it is
 * far below all float32 numbers.
 */
export const UNSEEN: number = -Number.MAX_VALUE;

/** The part of a statistic that adds or removes examples. */
type Adding = Pick<MetricStatistic<object, unknown>, 'add' | 'more'>;

/** Returns a statistic's part that leaves out the examples that it has not seen. */
export function ofSeen({ add, more }: Adding): Adding {
  const adding: Adding['add'] = (state, example) => {
    if (example.seen !== UNSEEN) add(state, example);
  };
  return { add: adding, ...(more && { more }) };
}
