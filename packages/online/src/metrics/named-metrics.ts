import { functionOf } from '@thalweg/tensor/engine';
import type { Metric } from '@thalweg/metrics';
import type { MetricOrMetrics } from './measurement.ts';

/** Returns metrics by name; a single one has its own name. */
export function namedMetrics(metrics: MetricOrMetrics): Readonly<Record<string, Metric<unknown>>> {
  const named = isMetric(metrics) ? { [metrics.name]: metrics } : metrics;
  for (const [name, metric] of Object.entries(named ?? { metrics }))
    functionOf('metrics', `the part 'seen' of ${name}`, (metric as Partial<Metric> | undefined)?.seen);
  return named;
}

function isMetric(metrics: MetricOrMetrics): metrics is Metric<unknown> {
  return typeof (metrics as Partial<Metric> | undefined)?.seen === 'function';
}
