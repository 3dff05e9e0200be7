import type { Node } from '@thalweg/graph';
import { sizeOf, type Sizes } from '@thalweg/tensor';

/** The operations whose values are images or sequences with channels. */
const spatial: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'conv1d',
  'conv2d',
  'convTranspose2d',
  'maxPool',
  'averagePool',
  'upsample',
]);

/**
 * Returns a function of a node: the sizes `[...space, channels]` of the images that its last axis flattens, before this node
 * or after it; `undefined` for any other axis. Nodes between which only formulas lie have the same last axis.
 */
export function featureSizes(nodes: Iterable<Node>): (node: Node) => Sizes | undefined {
  const all = [...nodes];
  const groups = groupsOf(all);
  const images = new Set<Node>();
  for (const node of all)
    if (spatial.has(node.name)) for (const one of [node, node.inputs[0]!]) images.add(groups(one));
  const sizes = new Map<Node, Sizes>();
  for (const node of all) {
    const input = node.inputs[0];
    if (node.name !== 'reshape' || input === undefined) continue;
    const [row, image] = node.shape.length === 2 ? [node, input] : [input, node];
    const [, ...axes] = image.shape;
    const isImage = image.shape.length > 3 || (image.shape.length === 3 && images.has(groups(image)));
    if (row.shape.length !== 2 || !isImage || !axes.every(size => typeof size === 'number')) continue;
    if (row.shape[1] === sizeOf(axes as Sizes)) sizes.set(groups(row), axes as Sizes);
  }
  return node => sizes.get(groups(node));
}

/** Returns a function from each node to one that stands for all nodes with the same last axis. */
function groupsOf(nodes: readonly Node[]): (node: Node) => Node {
  const above = new Map<Node, Node>();
  const find = (node: Node): Node => {
    let top = node;
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
    if (top !== node) above.set(node, top);
    return top;
  };
  for (const node of nodes)
    if (node.rule?.kernel.kind === 'elementwise')
      for (const input of node.inputs) {
        const [a, b] = [find(node), find(input)];
        if (a !== b && typeof input.shape.at(-1) === 'number' && input.shape.at(-1) === node.shape.at(-1))
          above.set(a, b);
      }
  return find;
}
