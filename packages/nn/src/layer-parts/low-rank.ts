import { conv1d, conv2d, matmul, mul, type Node, reshape } from '@thalweg/graph';
import type { KnownLoop } from '@thalweg/graph/wires';
import type { Shape, Sizes } from '@thalweg/tensor';

/** The ends of the names of the two factors. */
export const A = '.loraA';
export const B = '.loraB';

/** Returns true for the name of a factor. */
export function isFactor(name: string): boolean {
  return name.endsWith(A) || name.endsWith(B);
}

/** A product or a convolution of values with a weight, and how the same is computed by two factors of low rank. */
export interface Weighted {
  readonly kind: 'left' | 'right' | 'convolution';
  /** The position of the weight among the inputs. */
  readonly weight: 0 | 1;
  /** The numbers of elements that each result is summed from, and that each value goes to. */
  readonly fanIn: number;
  readonly fanOut: number;
  readonly shapes: (rank: number) => { readonly a: Sizes; readonly b: Sizes };
  /** The results with a factor in place of the weight. */
  readonly down: (x: Node, a: Node) => Node;
  readonly up: (hidden: Node, b: Node) => Node;
  /** The weight that gives the same as both factors. */
  readonly product: (a: Node, b: Node) => Node;
}

/** Returns how a node multiplies values with a weight; `isWeight` says which nodes are weights. */
export function weightedOf(node: Node, isWeight: (node: Node) => boolean): Weighted | undefined {
  const kernel = node.operation?.kernel as Partial<KnownLoop> | undefined;
  if (kernel?.loop !== 'contraction' && kernel?.loop !== 'convolution') return undefined;
  const [isLeft, isRight] = node.inputs.map(isWeight);
  if (isLeft === isRight) return undefined;
  if (kernel.loop === 'contraction') return isLeft ? leftFactor(node) : rightFactor(node);
  const { side, groups } = (kernel as KnownLoop<'convolution'>).parameters;
  return side === 'output' && isRight && groups === 1 ? kernelOf(node) : undefined;
}

const times = (a: Node, b: Node): Node => matmul<Shape, Shape>(a, b) as Node;

/** `x·W`, with `A: [..., k, rank]` and `B: [..., rank, n]`. */
function rightFactor({ inputs }: Node): Weighted {
  const lead = inputs[1]!.shape.slice(0, -2) as Sizes;
  const [k, n] = inputs[1]!.shape.slice(-2) as [number, number];
  return {
    kind: 'right',
    weight: 1,
    fanIn: k,
    fanOut: n,
    shapes: rank => ({ a: [...lead, k, rank], b: [...lead, rank, n] }),
    down: times,
    up: times,
    product: times,
  };
}

/** `W·x`, with `A: [..., rank, k]` and `B: [..., m, rank]`. */
function leftFactor({ inputs }: Node): Weighted {
  const lead = inputs[0]!.shape.slice(0, -2) as Sizes;
  const [m, k] = inputs[0]!.shape.slice(-2) as [number, number];
  return {
    kind: 'left',
    weight: 0,
    fanIn: k,
    fanOut: m,
    shapes: rank => ({ a: [...lead, rank, k], b: [...lead, m, rank] }),
    down: (x, a) => times(a, x),
    up: (hidden, b) => times(b, hidden),
    product: (a, b) => times(b, a),
  };
}

/** A convolution: A has the same windows and `rank` filters, B windows of one element. */
function kernelOf({ inputs, operation }: Node): Weighted {
  const { shape } = inputs[1]!;
  const window = shape.slice(0, -2) as Sizes;
  const [channels, filters] = shape.slice(-2) as [number, number];
  const fanIn = window.reduce((product, size) => product * size, channels);
  const one = window.map(() => 1);
  const conv = (window.length === 1 ? conv1d : conv2d) as (x: Node, w: Node, options?: object) => Node;
  const options = operation!.call!(inputs).at(-1) as object;
  return {
    kind: 'convolution',
    weight: 1,
    fanIn,
    fanOut: filters,
    shapes: rank => ({ a: [...window, channels, rank], b: [...one, rank, filters] }),
    down: (x, a) => conv(x, a, options),
    up: (hidden, b) => conv(hidden, b),
    product(a, b) {
      const rank = a.shape.at(-1) as number;
      const [left, right] = [reshape(a, [fanIn, rank]), reshape(b, [rank, filters])] as [Node, Node];
      return reshape(times(left, right), shape as Sizes) as Node;
    },
  };
}

/** Returns `factor` times a node. */
export function scaled(node: Node, factor: number): Node {
  return factor === 1 ? node : (mul(node, factor) as Node);
}
