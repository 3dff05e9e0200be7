import type { Metric } from '../metric.ts';
import type { MetricOrMetrics } from './measurement.ts';

/** Returns metrics by name; a single one has its own name. */
export function namedMetrics(metrics: MetricOrMetrics): Readonly<Record<string, Metric<unknown>>> {
  return isMetric(metrics) ? { [metrics.name]: metrics } : metrics;
}

function isMetric(metrics: MetricOrMetrics): metrics is Metric<unknown> {
  return typeof metrics.seen === 'function';
}
