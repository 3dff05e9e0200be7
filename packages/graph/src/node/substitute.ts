import { DtypeError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { Node } from './node.ts';

/**
 * The same formulas with other nodes in place of some, all at once. What depends on a replaced node is built anew, each
 * node once; all else is what it was, and so are the replacements. A rule inside writes the register that it wrote.
 *
 * - **Shape** `S → S`
 * - **Gradient** that of the formula which comes out
 * - **Throws** `ShapeError`, `DtypeError` when a replacement does not fit what it replaces
 *
 * @example
 * const x = parameter(3), y = mul(x, x);
 * const at5 = substitute(new Map([[x, constant(5)]]));
 * read(at5(y)).item() // => 25
 */
export function substitute(replacements: ReadonlyMap<Node, Node>): <S extends Shape>(root: Node<S>) => Node<S> {
  for (const pair of replacements) checkFits(...pair);
  const known = new Map(replacements);
  return <S extends Shape>(root: Node<S>): Node<S> => {
    const stack = [root as Node];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const open = known.has(node) ? [] : node.inputs.filter(input => !known.has(input));
      stack.push(...open);
      if (open.length > 0) continue;
      stack.pop();
      if (!known.has(node)) known.set(node, withInputs(node, node.inputs.map(input => known.get(input)!))); // prettier-ignore
    }
    return known.get(root as Node) as Node<S>;
  };
}

/** A node with these inputs; itself if they are its own. */
function withInputs(node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((input, position) => input === node.inputs[position])) return node;
  const { name, shape, dtype, rule, register } = node;
  const circuit = register?.circuit;
  if (circuit !== undefined) for (const input of inputs) input.circuit?.join(circuit);
  return new Node({ name, shape, dtype, inputs, rule: rule!, circuit, ...(register && { register }) });
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
