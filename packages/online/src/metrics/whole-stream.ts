import { adderTo } from '@thalweg/metrics/engine';
import type { MeasuringOptions } from './measuring.ts';
import { checkSums } from './check-sums.ts';

/** The state of each metric. */
interface Whole {
  readonly states: readonly Float64Array[];
}

/** Returns the options of an operator in which every example counts, and never decays. */
export function wholeStream(every?: number): MeasuringOptions<Whole> {
  return {
    name: 'progressive',
    every,
    counting(metrics) {
      const add = adderTo(metrics);
      return {
        statistics: metrics,
        initial: () => ({ states: metrics.map(metric => metric.initial()) }),
        check: ({ states }, is) => checkSums(metrics, states, is),
        add: ({ states }, rows, at) => add(states, rows, at, 1),
        value: ({ states }, place) => metrics[place]!.value(states[place]!, 1),
      };
    },
  };
}
