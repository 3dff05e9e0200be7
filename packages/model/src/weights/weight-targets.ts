import { constant, type Node, Parameter, read, type Register, reshape, transpose } from '@thalweg/graph';
import { nodeOf, predicting } from '@thalweg/graph/author';
import { type Shape, sizeOf, type Sizes, type Tensor } from '@thalweg/tensor';
import { registersByName } from '@thalweg/train/engine';
import type { CheckedOptions } from './checked-options.ts';
import { nameTable } from './name-table.ts';
import type { WeightPlace } from './weight-place.ts';
import { type WeightUse, weightUses } from './weight-uses.ts';

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
