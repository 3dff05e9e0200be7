import type { Node, Register } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { featureSizes } from './feature-sizes.ts';

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
