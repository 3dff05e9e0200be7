import type { Metric } from '../metric.ts';
import type { MetricOrMetrics } from './measurement.ts';

/** Metrics by name; one alone has its own. */
export function namedMetrics(metrics: MetricOrMetrics): Readonly<Record<string, Metric<unknown>>> {
  return isMetric(metrics) ? { [metrics.name]: metrics } : metrics;
}

function isMetric(metrics: MetricOrMetrics): metrics is Metric<unknown> {
  return typeof metrics.seen === 'function';
}
