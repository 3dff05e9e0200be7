import type { MetricStatistic } from '../metric.ts';

/** The places of the numbers of metrics in a row; behind them are the target and the weight. */
export interface RowLayout {
  /** The index of the first number of each metric. */
  readonly offsets: readonly number[];
  /** The index of the target, and the length of a row. */
  readonly targetAt: number;
  readonly stride: number;
}

/** Returns the layout of rows for some metrics. */
export function rowLayout(statistics: readonly Pick<MetricStatistic<object, unknown>, 'more'>[]): RowLayout {
  const offsets: number[] = [];
  let targetAt = 0;
  for (const { more } of statistics) {
    offsets.push(targetAt);
    targetAt += 1 + (more?.count ?? 0);
  }
  return { offsets, targetAt, stride: targetAt + 2 };
}
