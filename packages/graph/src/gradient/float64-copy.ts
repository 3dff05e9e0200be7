import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { Node } from '../node/node.ts';
import { rebuild } from '../node/rebuild.ts';
import { Cell, cellOf } from '../wire/cell.ts';

/**
 * Returns a function from nodes to the same formulas in float64, each node once: what is float32 is built anew, over copies of
 * its sources' values, with the bodies of scans. All else, such as indices, counters and what is float64 throughout, stays what it is.
 */
export function float64Copy(valueOf: (source: Node) => Tensor | undefined): (node: Node) => Node {
  const known = new Map<Node, Node>();
  const build = (node: Node, inputs: readonly Node[]): Node => {
    const { name, shape, rule } = node;
    const isSingle = node.dtype === 'float32';
    if (!isSingle && inputs.every((input, position) => input === node.inputs[position])) return node;
    if (rule?.copied !== undefined) return rule.copied(node, inputs, copyOf);
    const dtype = isSingle ? 'float64' : node.dtype;
    if (rule !== undefined) return new Node({ name, shape, dtype, inputs, rule });
    const value = valueOf(node);
    const doubled = value && tensor(Float64Array.from(value.data), { shape: value.shape as Sizes });
    return new Node({ name, shape, dtype, cell: doubled ? cellOf(doubled, true) : new Cell(dtype) });
  };
  const copyOf = (node: Node): Node => rebuild(node, known, { inputsOf: ({ inputs }) => inputs, build });
  return copyOf;
}
