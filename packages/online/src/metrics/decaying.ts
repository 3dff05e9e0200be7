import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { adderTo } from '@thalweg/metrics/engine';
import type { BesideOptions, Comparison, EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { checkSums, type Counting, measuring } from './measuring.ts';

/** Options of {@link decaying}. */
export interface DecayingOptions extends EmissionOptions {
  /** The number of examples after which an example counts half; at least 1. */
  readonly halfLife: number;
}

interface Decay {
  /** The state of each metric. */
  readonly states: readonly Float64Array[];
  /** Examples since the states were halved. */
  age: number;
}

/**
 * Measures predictions that were made before learning; the older an example, the less it counts: `2^(−age/halfLife)`, its age
 * in examples. Memory does not grow.
 *
 * Sums are not scaled with each example. New ones count more, up to twice as much, and then all sums are halved, which is
 * exact.
 * With `{ beside: noChange() }` it measures a baseline too, and says by how much the model is better.
 *
 * - **Throws** `ContractError` for a half-life below 1, an `every` below 1; an outcome that does not fit a metric is a stream
 *   error, and nothing of it is counted
 *
 * @example
 * learned$.pipe(decaying({ loss: logLoss() }, { halfLife: 1000 })).subscribe(({ metrics }) => …)
 */
export function decaying<const M extends MetricOrMetrics>(
  metrics: M,
  options: BesideOptions<DecayingOptions>,
): Measuring<M, Comparison<M>>;
export function decaying<const M extends MetricOrMetrics>(metrics: M, options: DecayingOptions): Measuring<M>;
export function decaying<const M extends MetricOrMetrics>(metrics: M, options: DecayingOptions): Measuring<M> {
  const defaults = { halfLife: undefined, every: undefined, beside: undefined };
  const { halfLife, ...how } = optionsOf('decaying', options, defaults);
  if (!(halfLife >= 1 && halfLife < Infinity))
    throw new ContractError('decaying', 'halfLife must be a number of at least 1', String(halfLife), 'Try 1000.');
  const unit = (age: number): number => Math.exp((age * Math.LN2) / halfLife);
  return measuring(metrics, {
    ...how,
    name: 'decaying',
    settings: { halfLife },
    counting(metrics): Counting<Decay> {
      const add = adderTo(metrics);
      return {
        statistics: metrics,
        initial: () => ({ states: metrics.map(metric => metric.initial()), age: 0 }),
        check({ states, age }, is) {
          checkSums(metrics, states, is);
          is.must(age >= 0 && age < halfLife, `age must be from 0 to below ${halfLife}`, age);
        },
        add(state, rows, at) {
          state.age++;
          if (state.age >= halfLife) {
            state.age -= halfLife;
            metrics.forEach((metric, place) => metric.scale(state.states[place]!, 0.5));
          }
          add(state.states, rows, at, unit(state.age));
        },
        value: ({ states, age }, place) => metrics[place]!.value(states[place]!, unit(age)),
      };
    },
  })[0];
}
