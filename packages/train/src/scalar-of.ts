import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import { ShapeError } from '@thalweg/tensor';

/** Returns a metric that is a scalar node. Throws `ShapeError` for another shape. */
export function scalarOf(operator: string, name: string, metric: Node): Node {
  if (nodeOf(`${operator}: metrics: ${name}`, metric).shape.length > 0)
    throw new ShapeError(operator, [metric.shape], `the metric '${name}' must be a scalar`, 'Take its mean.');
  return metric;
}
