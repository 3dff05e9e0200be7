import type { Node } from '@thalweg/graph';
import { ShapeError } from '@thalweg/tensor';
import type { Metrics } from './metrics.ts';

/** Returns the node that computes a metric. */
export function nodeOf(name: string, metric: Metrics[string]): Node {
  if ('total' in metric) return metric.total as Node;
  if (metric.shape.length > 0)
    throw new ShapeError('evaluate', [metric.shape], `${name} must be a scalar`, 'Take its mean, or its total.');
  return metric as Node;
}
