import { optionsOf, arrayOf } from '@thalweg/tensor/engine';
import type { Saved } from '@thalweg/train';
import type { EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { measuring, namedMetrics, wholeStream } from './measuring.ts';

/**
 * Merges the states of `progressive` operators of the same metrics, each over its shard of a stream. The result is in the state
 * of one operator that has seen all shards: read it with `now()`, save it, or continue with it.
 *
 * - **Throws** `StateError` for a state of another operator, or of other metrics
 *
 * @example
 * mergeMetrics({ accuracy: accuracy() }, [here.save(), there.save()]).now().metrics.accuracy
 */
export function mergeMetrics<const M extends MetricOrMetrics>(
  metrics: M,
  shards: readonly Saved[],
  options?: Pick<EmissionOptions, 'every'>,
): Measuring<M> {
  const { every } = optionsOf('mergeMetrics', options, { every: undefined });
  const [whole, { now: all }] = measuring(metrics, wholeStream({ every }));
  for (const saved of arrayOf('mergeMetrics', 'shards', shards)) {
    const [, shard] = measuring(metrics, wholeStream());
    shard.prepare(saved)();
    const { step, outcomes, count, states, previous } = shard.now;
    if (previous !== undefined && step >= all.step) all.previous = previous;
    all.step = Math.max(all.step, step);
    all.outcomes += outcomes;
    all.count += count;
    Object.values(namedMetrics(metrics)).forEach((metric, place) => metric.merge(all.states[place]!, states[place]!));
  }
  return whole;
}
