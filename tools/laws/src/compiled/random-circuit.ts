import * as graph from '@thalweg/graph';
import type { Node, Writable } from '@thalweg/graph';
import { onlyWhen, updatesOf } from '@thalweg/optim';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { ifItFits } from './if-it-fits.ts';
import type { Built } from './twins.ts';

/** What is drawn for one more node: a kind, and numbers from which the operands and options follow. */
type Draw = readonly [kind: number, a: number, b: number, c: number];

/** What is drawn for a circuit. */
export interface Plan {
  readonly draws: readonly Draw[];
  /** Whether all arithmetic is of small whole numbers, which has no rounding, or smooth functions that are rounded. */
  readonly exact: boolean;
  /** Whether rules fire in some steps only. */
  readonly sometimes: boolean;
}

type Grow = (a: Node, b: Node, c: number) => Node;

/** The rows of the table, and the width of it and of the input. */
export const ROWS = 5;
const WIDTH = 4;

/** Values that repeat after seven or so: whole numbers from −3 to 3, or a quarter of that. */
export function small(shape: Sizes, seed: number, exact: boolean): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const of = (i: number): number => ((((i * 5 + seed * 11 + ((i * seed) % 3)) % 7) + 7) % 7) - 3;
  return tensor(
    Float32Array.from({ length: size }, (_, i) => (exact ? of(i) : of(i) / 4 + 0.01)),
    { shape },
  );
}

/** Brings whole numbers back to −3 to 3, so that no product or sum of them is ever rounded. */
const wrapped = (x: Node): Node => graph.sub(x, graph.mul(7, graph.floor(graph.div(graph.add(x, 3), 7)))) as Node;

/** An axis of a node. */
const axisOf = ({ shape }: Node, c: number): number => c % Math.max(1, shape.length);

/**
 * Operations that move and choose: exact in any case. What takes a shape takes the value with it: who listens to what
 * follows from a shape alone is told it again, compiled, in every step that feeds it.
 */
const moving: readonly Grow[] = [
  a => graph.neg(a),
  (a, b) => graph.add(a, b) as Node,
  (a, b) => graph.sub(a, b) as Node,
  (a, _, c) => graph.transpose(a, a.shape.map((_, axis) => (axis + c) % a.shape.length)) as Node,
  a => graph.transpose(a) as Node,
  a => graph.reshape(a, [a.shape.reduce<number>((size, length) => size * Number(length), 1)]) as Node,
  (a, _, c) => graph.reshape(a, [...a.shape.slice(0, axisOf(a, c)), 1, ...a.shape.slice(axisOf(a, c))] as never) as Node,
  (a, _, c) => graph.slice(a, { axis: axisOf(a, c), from: c % 2, step: c % 5 === 4 ? -1 : 1 + (c % 3) } as never) as Node,
  (a, b, c) => graph.concat([a, b], { axis: axisOf(a, c) } as never) as Node,
  (a, _, c) => graph.stack([a, graph.neg(a)], { axis: axisOf(a, c) } as never) as Node,
  (a, _, c) => graph.flip(a, { axes: [axisOf(a, c)] }) as Node,
  (a, b) => graph.add(graph.broadcastLike(a, b), graph.mul(0, b)) as Node,
  a => graph.stopGradient(a) as Node,
  (a, b) => graph.whenTraining(a, b as never) as Node,
  a => graph.cast(graph.cast(a, 'float64'), 'float32'),
]; // prettier-ignore

/** Operations with kinks and steps, which whole numbers meet head-on. */
const kinked: readonly Grow[] = [
  (a, b) => graph.maximum(a, b) as Node,
  (a, b) => graph.minimum(a, b) as Node,
  a => graph.abs(a),
  a => graph.relu(a),
  a => graph.sign(a),
  a => graph.floor(graph.mul(a, 0.5)) as Node,
  (a, b) => graph.where(graph.less(a, b), a, graph.neg(b)) as Node,
  (a, b) => graph.stopGradient(graph.cast(graph.equal(a, b), 'float32') as Node),
  a => graph.stopGradient(graph.cast(graph.cast(a, 'int32'), 'float32')),
  a => graph.stopGradient(graph.cast(graph.add(graph.cast(a, 'int32'), 2) as Node, 'float32')),
  a => graph.clip(a, { min: -2, max: 1 } as never) as Node,
  // Those that are equal share a gradient, by thirds perhaps, which are not exact.
  (a, _, c) => graph.max(graph.stopGradient(a), { axes: [axisOf(a, c)] }) as Node,
  (a, _, c) => graph.min(graph.stopGradient(a), { axes: [axisOf(a, c)] }) as Node,
];

/** Operations whose results grow. */
const growing: readonly Grow[] = [
  (a, b) => graph.mul(a, b) as Node,
  a => graph.square(a),
  (a, _, c) => graph.sum(a, { axes: [axisOf(a, c)], keep: c % 2 === 0 }) as Node,
  (a, b) => graph.add(graph.sumLike(a, b), graph.mul(0, b)) as Node,
  (a, _, c) => graph.cumsum(a, { axis: axisOf(a, c) }) as Node,
  (a, b, c) =>
    graph.matmul(
      graph.stack([a, graph.neg(a)], { axis: c % 2 } as never),
      graph.stack([b, b], { axis: 0 } as never),
    ) as Node,
  (a, b) => graph.matmul(a, b) as Node,
  (a, b) => graph.matmul(a, b, { transposeA: true }) as Node,
  (a, b) => graph.matmul(a, b, { transposeB: true }) as Node,
  (a, b) => graph.matmul(a, b, { transposeA: true, transposeB: true }) as Node,
  a => graph.matmul(a, a, { transposeB: true }) as Node,
];

/** Smooth functions that are rounded. */
const smooth: readonly Grow[] = [
  a => graph.tanh(a),
  a => graph.sigmoid(a),
  a => graph.exp(graph.neg(graph.square(a))),
  a => graph.log1p(graph.square(a)),
  a => graph.sqrt(graph.add(graph.square(a), 1) as Node),
  (a, b) => graph.div(a, graph.add(graph.square(b), 1)) as Node,
  a => graph.sin(a),
  a => graph.cos(a),
  a => graph.gelu(a),
  a => graph.softplus(a),
  a => graph.pow(graph.add(graph.square(a), 0.5), 1.5) as Node,
  (a, _, c) => graph.softmax(a, axisOf(a, c)) as Node,
  (a, _, c) => graph.logSumExp(a, { axes: [axisOf(a, c)] }) as Node,
  (a, _, c) => graph.mean(a, { axes: [axisOf(a, c)] }) as Node,
];

/** Builds what was drawn: nodes from nodes, a loss of the last of them, and rules that move all parameters. */
export function circuitOf({ draws, exact, sometimes }: Plan): Built & { readonly nodes: readonly Node[] } {
  const parameter = (shape: Sizes, name: string): Node =>
    graph.parameter(small(shape, name.length, exact), { name }) as Node;
  const [x, at, gate] = [graph.input('x', ['n', WIDTH]) as Node, graph.input('at', ['n'], 'int32') as Node, graph.input('gate', []) as Node]; // prettier-ignore
  const [w, v, s, table] = [parameter([WIDTH, 3], 'w'), parameter([WIDTH], 'vv'), parameter([], 'sss'), parameter([ROWS, WIDTH], 'table')]; // prettier-ignore
  const nodes: Node[] = [x, w, v, s, graph.gather(table, at) as Node];
  const tame = exact ? wrapped : (node: Node): Node => graph.tanh(graph.mul(0.5, node)) as Node;
  const kinds: readonly Grow[] = [
    ...moving,
    ...growing.map((grow): Grow => (a, b, c) => tame(grow(a, b, c))),
    ...growing.slice(-5).map((grow): Grow => (a, b, c) => tame(grow(a, b, c))),
    ...(exact ? kinked : smooth),
    (a, _, c) => graph.gather(a, c % 2 === 0 ? at : graph.constant([[0, 1], [1, 0]], { dtype: 'int32' })) as Node,
  ]; // prettier-ignore
  for (const [kind, a, b, c] of draws) {
    const node = ifItFits(() => kinds[kind % kinds.length]!(nodes.at(-1 - (a % nodes.length))!, nodes.at(-1 - (b % nodes.length))!, c)); // prettier-ignore
    if (node !== undefined && node.dtype === 'float32' && sizesOf(node) <= 512) nodes.push(node);
  }
  const parts = [graph.sum(nodes.at(-1)!), ...nodes.slice(-6).map(node => graph.sum(node))] as Node[];
  const loss = [...parts, graph.sum(graph.add(graph.mul(w, s), graph.sum(v))) as Node].reduce((p, q) => graph.add(p, q) as Node);
  const all = updatesOf(loss);
  const seen = sometimes ? onlyWhen(all, graph.less(0, gate) as Node<readonly []>, 'fired') : all;
  const moved = seen.mapElements((g, theta) => ruleOf(g, theta, exact));
  const slopes = moved.parameters.map(one => graph.gradient(loss, one as Node) as Node);
  return {
    nodes,
    outputs: [loss, ...slopes, ...nodes.slice(-3), seen.step as Node, gate],
    rules: moved.parameters.map(one => moved.elements(one)),
    sources: { x, at, gate, w, table },
  };
} // prettier-ignore

/** θ ← θ − m, m ← g + m or so; whole numbers stay small. */
function ruleOf(g: Node, theta: Writable, exact: boolean): Node {
  const { register, as } = graph.targetOf(theta);
  const memory = as(graph.state(small(register.shape as Sizes, 2, exact), { name: `m(${register.name})` }) as never);
  const step = exact ? wrapped : (node: Node): Node => graph.mul(0.25, graph.tanh(node)) as Node;
  const slope = exact ? graph.floor(g) : g;
  const next = graph.becomes(memory, step(graph.add(memory, slope) as Node) as never) as Node;
  const moved = graph.sub(theta, next) as Node;
  return graph.becomes(theta, (exact ? wrapped(moved) : moved) as never) as Node;
}

/** The elements of a node for a batch of eight. */
function sizesOf({ shape }: Node): number {
  return shape.reduce<number>((size, length) => size * (typeof length === 'number' ? length : 8), 1);
}
