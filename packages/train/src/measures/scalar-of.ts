import { GraphError, Node } from '@thalweg/graph';
import { ShapeError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Returns a metric that is a scalar node. Throws `ShapeError` for another shape. */
export function scalarOf(operator: string, name: string, metric: Node): Node {
  if (appliedMetric(operator, name, metric).shape.length > 0)
    throw new ShapeError(operator, [metric.shape], `the metric '${name}' must be a scalar`, 'Take its mean.');
  return metric;
}

/** Returns a metric that is a node. Throws `GraphError` for anything else, such as a metric without its nodes. */
export function appliedMetric(operator: string, name: string, metric: unknown): Node {
  if (metric instanceof Node) return metric as Node;
  throw new GraphError(
    `${operator}: ${name}`,
    'a metric must be applied to nodes',
    printed(metric),
    'Apply it: logits.pipe(measure(accuracy(), y)).',
  );
}
