import { GraphError } from '../errors/graph-error.ts';
import { printed } from '@thalweg/tensor/engine';
import { type Node, nodeOf } from './node.ts';
import { DtypeError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { rebuild, withInputs } from './rebuild.ts';

/**
 * Returns a function that replaces some nodes of a formula, all at once. Nodes that depend on a replaced node are built again,
 * each once. All other nodes stay the same, and so do the replacements. A rule inside writes the same register as before.
 *
 * - **Shape** `S → S`
 * - **Gradient** that of the new formula
 * - **Throws** `ShapeError`, `DtypeError` when a replacement does not fit what it replaces; `GraphError` for replacements that
 *   are no `Map` of nodes
 *
 * @example
 * const x = parameter(3), y = mul(x, x);
 * const at5 = substitute(new Map([[x, constant(5)]]));
 * read(at5(y)).item() // => 25
 */
export function substitute(replacements: ReadonlyMap<Node, Node>): <S extends Shape>(root: Node<S>) => Node<S> {
  if (!((replacements as unknown) instanceof Map))
    throw new GraphError('substitute', 'replacements must be a Map', printed(replacements), 'Try new Map([[x, y]]).');
  for (const [replaced, by] of replacements) checkFits(nodeOf('substitute', replaced), nodeOf('substitute', by));
  const known = new Map(replacements);
  return root => rebuild(root as Node, known, { inputsOf: node => node.inputs, build: withInputs }) as typeof root;
}

function checkFits(replaced: Node, by: Node): void {
  if (!sameShape(replaced.shape, by.shape))
    throw new ShapeError(
      'substitute',
      [replaced.shape, by.shape],
      'a replacement must have the shape of what it replaces',
      'Reshape it.',
    );
  if (replaced.dtype !== by.dtype)
    throw new DtypeError(
      'substitute',
      [replaced.dtype, by.dtype],
      'a replacement must have the dtype of what it replaces',
      'Convert it with cast.',
    );
}
