import type { Node } from '@thalweg/graph';
import { ShapeError } from '@thalweg/tensor';
import { appliedMetric } from './measures/scalar-of.ts';
import { total, type Total } from './total.ts';

/** Returns the node that computes a metric. */
export function metricNode(name: string, metric: Node<readonly []> | Total): Node {
  if (typeof metric === 'object' && metric !== null && 'total' in metric) return total(metric.total).total as Node;
  if (appliedMetric('evaluate', name, metric).shape.length > 0)
    throw new ShapeError('evaluate', [metric.shape], `${name} must be a scalar`, 'Take its mean, or its total.');
  return metric as Node;
}
