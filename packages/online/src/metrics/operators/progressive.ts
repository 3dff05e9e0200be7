import { adderTo } from './adder-to.ts';
import type { EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { measuring, type MeasuringOptions } from './measuring.ts';

/** The state of each metric. */
interface Whole {
  readonly states: readonly Float64Array[];
}

/**
 * Progressive validation: measures predictions that were made before learning, over the whole stream. Memory does not grow.
 *
 * - **Throws** `ContractError` for an `every` below 1; an outcome that a metric has no use for is a stream error, and then
 *   nothing of it is counted
 * - **Source** Blum, Kalai and Langford, "Beating the Hold-Out: Bounds for K-fold and Progressive Cross-Validation", 1999
 *
 * @example
 * learned$.pipe(progressive({ accuracy: accuracy(), loss: logLoss() }, { every: 1000 })).subscribe(({ step, metrics }) => …)
 */
export function progressive<const M extends MetricOrMetrics>(
  metrics: M,
  { every }: EmissionOptions = {},
): Measuring<M> {
  return measuring(metrics, wholeStream(every))[0];
}

/** Every example counts, and for ever. */
export function wholeStream(every?: number): MeasuringOptions<Whole> {
  return {
    name: 'progressive',
    every,
    counting(metrics) {
      const add = adderTo(metrics);
      return {
        statistics: metrics,
        initial: () => ({ states: metrics.map(metric => metric.initial()) }),
        add: ({ states }, rows, at) => add(states, rows, at, 1),
        value: ({ states }, place) => metrics[place]!.value(states[place]!, 1),
      };
    },
  };
}
