import type { Node, Register } from '@thalweg/graph';
import { sizeOf, type Sizes } from '@thalweg/tensor';

/** The use of a parameter or a state in a model. The layout in other libraries depends on it. */
export type WeightUse =
  | {
      readonly kind: 'product';
      /** True if it is `[out, in]`: the product reads it transposed. */
      readonly outputsFirst: boolean;
      /** The sizes of the images that the axes flatten. */
      readonly inputs: Sizes | undefined;
      readonly outputs: Sizes | undefined;
    }
  | { readonly kind: 'convolution' }
  | { readonly kind: 'transposed convolution'; readonly groups: number }
  | { readonly kind: 'features'; readonly sizes: Sizes };

/** The operations whose second input are weights. */
const convolutions: ReadonlySet<string> = /* @__PURE__ */ new Set(['conv1d', 'conv2d', 'convTranspose2d']);

/** Returns the use of each register below nodes; `undefined` where its elements have one order only. */
export function weightUses(roots: readonly Node[]): (register: Register) => WeightUse | undefined {
  const consumers = new Map<Node, Node[]>();
  const nodes = new Set<Node>(roots);
  for (const node of nodes)
    for (const input of node.inputs) {
      nodes.add(input);
      const known = consumers.get(input);
      if (known === undefined) consumers.set(input, [node]);
      else known.push(node);
    }
  const sizesOf = featureSizes(nodes);
  return register => {
    if (register.shape.length === 1) {
      const sizes = sizesOf(register);
      return sizes && { kind: 'features', sizes };
    }
    const [first] = usesOf(register, consumers);
    return first === undefined ? useByName(register) : useOf(first, sizesOf);
  };
}

/** A product or a convolution, and the node in whose form it reads a weight. */
interface Reader {
  readonly node: Node;
  readonly weight: Node;
}

/** Returns what reads a register as its weights, perhaps transposed; a convolution may have them reshaped. */
function usesOf(register: Node, consumers: ReadonlyMap<Node, readonly Node[]>): Reader[] {
  const below = (weight: Node, isReshaped: boolean): Reader[] =>
    (consumers.get(weight) ?? []).flatMap(node => {
      if (node.name === 'transpose' || node.name === 'cast') return below(node, isReshaped);
      if (node.name === 'reshape') return below(node, true);
      const isUse = node.name === 'matmul' ? !isReshaped : convolutions.has(node.name);
      return isUse && node.inputs[1] === weight ? [{ node, weight }] : [];
    });
  return below(register, false);
}

function useOf({ node, weight }: Reader, sizesOf: (node: Node) => Sizes | undefined): WeightUse {
  if (node.name === 'convTranspose2d')
    return { kind: 'transposed convolution', groups: (node.shape.at(-1) as number) / (weight.shape.at(-2) as number) };
  if (node.name !== 'matmul') return { kind: 'convolution' };
  const outputsFirst = weight.name === 'transpose';
  return { kind: 'product', outputsFirst, inputs: sizesOf(node.inputs[0]!), outputs: sizesOf(node) };
}

/** Nodes in the body of a scan read its weights, and are not followed: there the name of the part decides. */
function useByName({ name, shape }: Register): WeightUse | undefined {
  if (!/\/(weight|inputWeight|recurrentWeight)$/.test(name)) return undefined;
  if (shape.length === 2) return { kind: 'product', outputsFirst: false, inputs: undefined, outputs: undefined };
  return shape.length === 3 || shape.length === 4 ? { kind: 'convolution' } : undefined;
}

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
function featureSizes(nodes: Iterable<Node>): (node: Node) => Sizes | undefined {
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
    if (node.operation?.kernel.kind === 'elementwise')
      for (const input of node.inputs) {
        const [a, b] = [find(node), find(input)];
        if (a !== b && typeof input.shape.at(-1) === 'number' && input.shape.at(-1) === node.shape.at(-1))
          above.set(a, b);
      }
  return find;
}
