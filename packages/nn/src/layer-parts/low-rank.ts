import { matmul, mul, type Node } from '@thalweg/graph';
import { withInputs } from '@thalweg/graph/author';
import type { KnownLoop } from '@thalweg/graph/wires';
import { type Shape, sizeOf, type Sizes } from '@thalweg/tensor';

/** The ends of the names of the two factors. */
export const A = '.loraA';
export const B = '.loraB';

/** A product or a convolution of values with a weight, and the factors of low rank that fit it. */
export interface Weighted {
  readonly kind: 'left' | 'right' | 'convolution';
  /** The position of the weight among the inputs. */
  readonly weight: 0 | 1;
  /** The numbers of elements that each result is summed from, and that each value goes to. */
  readonly fanIn: number;
  readonly fanOut: number;
  readonly shapes: (rank: number) => { readonly a: Sizes; readonly b: Sizes };
  /** The product of B with A, as a weight, or with what A has made of the values. */
  readonly up: (hidden: Node, b: Node) => Node;
}

/** Returns how a node multiplies values with a weight; `isWeight` says which nodes are weights. */
export function weightedOf({ operation, inputs }: Node, isWeight: (node: Node) => boolean): Weighted | undefined {
  const kernel = operation?.kernel as Partial<KnownLoop> | undefined;
  const [isLeft, isRight] = inputs.map(isWeight);
  if (isLeft === isRight) return undefined;
  if (kernel?.loop === 'contraction')
    return (isLeft ? leftFactor : rightFactor)(inputs[isLeft ? 0 : 1]!.shape as Sizes);
  if (kernel?.loop !== 'convolution') return undefined;
  const { side, groups } = (kernel as KnownLoop<'convolution'>).parameters;
  return side === 'output' && isRight && groups === 1 ? filters(inputs[1]!.shape as Sizes) : undefined;
}

const times = (a: Node, b: Node): Node => matmul<Shape, Shape>(a, b) as Node;

/** `x·W`, with `A: [..., k, rank]` and `B: [..., rank, n]`. */
function rightFactor(shape: Sizes): Weighted {
  const [lead, fanIn, fanOut] = [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
  const shapes = (rank: number) => ({ a: [...lead, fanIn, rank], b: [...lead, rank, fanOut] });
  return { kind: 'right', weight: 1, fanIn, fanOut, shapes, up: times };
}

/** `W·x`, with `A: [..., rank, k]` and `B: [..., m, rank]`. */
function leftFactor(shape: Sizes): Weighted {
  const [lead, fanOut, fanIn] = [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
  const shapes = (rank: number) => ({ a: [...lead, rank, fanIn], b: [...lead, fanOut, rank] });
  return { kind: 'left', weight: 0, fanIn, fanOut, shapes, up: (hidden, b) => times(b, hidden) };
}

/** A convolution: A has the same windows and `rank` filters, B mixes these. */
function filters(shape: Sizes): Weighted {
  const [window, fanOut] = [shape.slice(0, -1), shape.at(-1)!];
  const shapes = (rank: number) => ({ a: [...window, rank], b: [rank, fanOut] });
  return { kind: 'convolution', weight: 1, fanIn: sizeOf(window), fanOut, shapes, up: times };
}

/** Returns a product with another weight. */
export function withWeight(product: Node, { weight }: Weighted, other: Node): Node {
  return withInputs(product, product.inputs.map((input, at) => (at === weight ? other : input))); // prettier-ignore
}

/** Returns `factor` times a node. */
export function scaled(node: Node, factor: number): Node {
  return factor === 1 ? node : (mul(node, factor) as Node);
}
