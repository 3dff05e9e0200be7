import type { Saved } from '@thalweg/train';
import type { EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { measuring } from './measuring.ts';
import { namedMetrics } from './named-metrics.ts';
import { wholeStream } from './whole-stream.ts';

/**
 * Puts together what `progressive` operators of the same metrics have counted, each over its shard of a stream. What it gives
 * stands where one operator would that had seen all of them: ask it with `now()`, keep it, or let it go on.
 *
 * - **Throws** `StateError` for a state of another operator, or of other metrics
 *
 * @example
 * mergeMetrics({ accuracy: accuracy() }, [here.save(), there.save()]).now().metrics.accuracy
 */
export function mergeMetrics<const M extends MetricOrMetrics>(
  metrics: M,
  shards: readonly Saved[],
  { every }: EmissionOptions = {},
): Measuring<M> {
  const [whole, { now: all }] = measuring(metrics, wholeStream(every));
  for (const saved of shards) {
    const [, shard] = measuring(metrics, wholeStream());
    shard.prepare(saved)();
    const { step, outcomes, count, states } = shard.now;
    all.step = Math.max(all.step, step);
    all.outcomes += outcomes;
    all.count += count;
    Object.values(namedMetrics(metrics)).forEach((metric, place) => metric.merge(all.states[place]!, states[place]!));
  }
  return whole;
}
