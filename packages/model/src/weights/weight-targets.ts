import { constant, type Node, Parameter, read, type Register, reshape, transpose } from '@thalweg/graph';
import { nodeOf, predicting } from '@thalweg/graph/author';
import { type Shape, sizeOf, type Sizes, type Tensor } from '@thalweg/tensor';
import { registersByName } from '@thalweg/train/engine';
import type { CheckedOptions } from './checked-options.ts';
import { nameTable } from './name-table.ts';
import type { WeightPlace } from './weight-place.ts';

/** A parameter or a state of a model, and how a file has it. */
export interface WeightTarget {
  readonly name: string;
  readonly register: Register;
  /** The places where a file may have it, the most likely one first. */
  readonly places: readonly WeightPlace[];
  /** True for a state that files of this convention do not have, such as the carry of a recurrent layer. */
  readonly isOwn: boolean;
  /** Returns the way in which a file has it at a place. */
  readonly layoutAt: (place: WeightPlace) => StoredLayout;
}

/** The parameters and states that a model reads when it predicts, and the names in the options that none of them has. */
export interface WeightTargets {
  readonly targets: readonly WeightTarget[];
  readonly unused: readonly string[];
}

/**
 * Returns the parameters and states of a model.
 *
 * - **Throws** `GraphError` for what is no node, `ContractError` for wrong names
 */
export function weightTargets(
  subject: string,
  nodes: Node | readonly Node[],
  { names, convention, transpose, channelsFirst }: CheckedOptions,
): WeightTargets {
  const given = Array.isArray(nodes) ? (nodes as readonly Node[]) : [nodes as Node];
  const roots = given.map(node => predicting(nodeOf(subject, node)).node);
  const useOf = weightUses(roots);
  const registers = registersByName({ roots });
  const table = nameTable(subject, { names, convention });
  const listed = Array.isArray(transpose) ? new Set(transpose as readonly string[]) : undefined;
  const targets = [...registers].map(([name, register]): WeightTarget => {
    const use = useOf(register);
    const isTransposed = (place: WeightPlace): boolean => {
      if (place.transpose !== undefined) return place.transpose;
      if (typeof transpose === 'function') return transpose(name);
      return listed?.has(name) ?? (transpose === true && use !== undefined);
    };
    return {
      name,
      register,
      places: table.placesOf(name),
      isOwn: convention === 'pytorch' && !(register instanceof Parameter) && !/\/(mean|variance)$/.test(name),
      layoutAt: place =>
        storedLayout(register.shape as Sizes, { use, channelsFirst, outputsFirst: isTransposed(place) }),
    };
  });
  const strangers = [...(listed ?? [])].filter(name => !registers.has(name));
  return { targets, unused: [...table.unused(), ...strangers] };
}

/** The way in which a file stores a weight of ours. */
interface StoredLayout {
  /** The sizes in the file. */
  readonly stored: Sizes;
  /** Returns a tensor of the file in our order. */
  readonly toOurs: (tensor: Tensor) => Tensor;
  /** Returns a tensor of ours in the order of the file. */
  readonly toStored: (tensor: Tensor) => Tensor;
  /** True if this order is another one than ours. */
  readonly isReordered: boolean;
}

/** Options of {@link storedLayout}. */
interface LayoutOptions {
  readonly use: WeightUse | undefined;
  /** True if the file has the outputs first. */
  readonly outputsFirst: boolean;
  /** True if the file has the channels of flattened images first. */
  readonly channelsFirst: boolean;
}

/** The factors of our sizes, and the axes of the file, each a list of factors by number. */
interface Arrangement {
  readonly factors: Sizes;
  readonly axes: readonly (readonly number[])[];
}

/** Returns the way in which a file stores a weight of a shape of ours. */
function storedLayout(shape: Sizes, options: LayoutOptions): StoredLayout {
  const { factors, axes } = arrangement(shape, options);
  const order = axes.flat();
  const stored = axes.map(axis => sizeOf(axis.map(factor => factors[factor]!)));
  const isReordered = order.some((factor, at) => factor !== at);
  const apart = order.map(factor => factors[factor]!);
  const back = order.map((_, factor) => order.indexOf(factor));
  return {
    stored,
    isReordered,
    toOurs: tensor => (isReordered ? reordered(tensor, { apart, order: back, shape }) : tensor),
    toStored: tensor => (isReordered ? reordered(tensor, { apart: factors, order, shape: stored }) : tensor),
  };
}

function reordered(
  tensor: Tensor,
  { apart, order, shape }: { readonly apart: Sizes; readonly order: readonly number[]; readonly shape: Sizes },
): Tensor {
  const turned = transpose(reshape(constant(tensor) as Node, apart as Shape) as Node, order) as Node;
  return read(reshape(turned, shape as Shape) as Node) as Tensor;
}

function arrangement(shape: Sizes, { use, outputsFirst, channelsFirst }: LayoutOptions): Arrangement {
  if (use?.kind === 'features') return ofFeatures([use.sizes], channelsFirst);
  if (use?.kind === 'product') {
    const sides = [
      imageOf(use.inputs, shape, use.outputsFirst ? 1 : 0),
      imageOf(use.outputs, shape, use.outputsFirst ? 0 : 1),
    ];
    if (use.outputsFirst) return ofFeatures(sides.reverse(), channelsFirst);
    const { factors, axes } = ofFeatures(sides, channelsFirst);
    return { factors, axes: outputsFirst ? [...axes].reverse() : axes };
  }
  const same = shape.map((_, axis) => [axis]);
  if (!outputsFirst || shape.length < 2) return { factors: shape, axes: same };
  const window = same.slice(0, -2);
  if (use?.kind !== 'transposed convolution')
    return { factors: shape, axes: [...same.slice(-1), ...same.slice(-2, -1), ...window] };
  const [channels, filters] = shape.slice(-2) as [number, number];
  const [first, groups] = [window.length, use.groups];
  return {
    factors: [...shape.slice(0, -2), channels, groups, filters / groups],
    axes: [[first + 1, first], [first + 2], ...window],
  };
}

/** The sizes of the images that an axis flattens, or its size alone. */
function imageOf(sizes: Sizes | undefined, shape: Sizes, axis: number): Sizes {
  return sizes !== undefined && sizeOf(sizes) === shape[axis] ? sizes : [shape[axis]!];
}

/** Axes that flatten images, the channels of which come last in ours. */
function ofFeatures(sides: readonly Sizes[], channelsFirst: boolean): Arrangement {
  let next = 0;
  const axes = sides.map(side => {
    const numbers = side.map(() => next++);
    return channelsFirst ? [...numbers.slice(-1), ...numbers.slice(0, -1)] : numbers;
  });
  return { factors: sides.flat(), axes };
}

/** The use of a parameter or a state in a model. The layout in other libraries depends on it. */
type WeightUse =
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
function weightUses(roots: readonly Node[]): (register: Register) => WeightUse | undefined {
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
    if (node.rule?.kernel.kind === 'elementwise')
      for (const input of node.inputs) {
        const [a, b] = [find(node), find(input)];
        if (a !== b && typeof input.shape.at(-1) === 'number' && input.shape.at(-1) === node.shape.at(-1))
          above.set(a, b);
      }
  return find;
}
