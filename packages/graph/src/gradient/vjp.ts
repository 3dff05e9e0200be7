import { sameShape, ShapeError } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { sumLike } from '../operations/sum.ts';

/**
 * The vector–Jacobian product of one node: the adjoint of each input from an upstream gradient, by the node's local
 * gradient and in the inputs' own shapes.
 */
export function vjp(node: Node, upstream: Node): readonly (Node | undefined)[] {
  const rule = node.rule!;
  if (rule.kernel.kind === 'mode') return node.inputs.map(() => upstream);
  if (rule.gradient === undefined)
    throw new GraphError(
      rule.name,
      'an operation on the path must have a gradient',
      `none back to ${node.inputs.map(input => input.name).join(', ')}`,
      'Wrap it in stopGradient, or take the gradient of something else.',
    );
  const adjoints = rule.gradient(upstream, node.inputs, node);
  return node.inputs.map((input, position) => {
    const term = adjoints[position];
    if (term === undefined || sameShape(term.shape, input.shape)) return term;
    if (rule.kernel.kind === 'elementwise') return sumLike(term, input);
    throw new ShapeError(
      rule.name,
      [input.shape, term.shape],
      `its gradient for input ${position} must have that input’s shape`,
      'Sum or reshape it in the local gradient.',
    );
  });
}
