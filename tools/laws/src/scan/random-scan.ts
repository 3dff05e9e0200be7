import { fc } from '@fast-check/vitest';
import { add, constant, fillLike, gather, parameter, scan, square, stack, sum, where, type Node } from '@thalweg/graph';
import * as graph from '@thalweg/graph';
import { fillUniform, key, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { ifItFits } from '../compiled/if-it-fits.ts';

/** The random choices for a scan. */
export interface ScanPlan {
  readonly cell: CellPlan;
  readonly carries: readonly number[];
  readonly inputs: readonly number[];
  readonly axis: number;
  readonly steps: number;
  readonly reverse: boolean;
  /** Of an axis that is the first. */
  readonly isMasked: boolean;
}

/** The shapes that carries and the inputs of a step may have. */
const SHAPES = [[3], [2, 3], [], [3, 2], [1, 3]] as const;

/** Without one of rank 0, so that the axis may be the second. */
const SLICES = [[3], [2, 3], [3, 3]] as const;

const draw = fc.tuple(fc.nat(200), fc.nat(15), fc.nat(15), fc.nat(11));

const choice = fc.nat(12);

/** Random cells. */
export const cellPlans: fc.Arbitrary<CellPlan> = fc.record({
  draws: fc.array(draw, { minLength: 1, maxLength: 10 }),
  next: fc.array(choice, { minLength: 1, maxLength: 3 }),
  out: fc.array(choice, { minLength: 1, maxLength: 3 }),
});

/** Scans of random cells. */
export const scanPlans: fc.Arbitrary<ScanPlan> = fc.record({
  cell: cellPlans,
  carries: fc.array(fc.nat(SHAPES.length - 1), { minLength: 1, maxLength: 3 }),
  inputs: fc.array(fc.nat(SLICES.length - 1), { minLength: 1, maxLength: 2 }),
  axis: fc.nat(1),
  steps: fc.constantFrom(0, 1, 2, 3, 5),
  reverse: fc.boolean(),
  isMasked: fc.boolean(),
});

/** A scan that was drawn, and what it is made of. */
export interface RandomScan {
  readonly carry: readonly Node[];
  readonly output: readonly Node[];
  readonly cell: RandomCell;
  readonly run: Run;
  /** All that has a gradient. */
  readonly parameters: readonly Node[];
}

/** Builds a scan that was drawn. `wrap` makes another cell of its cell. */
export function randomScan(plan: ScanPlan, dtype: Float, wrap = (cell: RandomCell): RandomCell => cell): RandomScan {
  const { axis, steps, reverse, isMasked } = plan;
  const init = plan.carries.map((shape, n) => randomParameter(`h${n}`, SHAPES[shape]!, { seed: 20 + n, dtype }));
  const xs = plan.inputs.map((shape, n) => {
    const sizes: readonly number[] = SLICES[shape]!;
    return randomParameter(`x${n}`, [...sizes.slice(0, axis), steps, ...sizes.slice(axis)], { seed: 30 + n, dtype });
  });
  const values = valuesOf(dtype);
  const counts = Uint8Array.from({ length: steps }, (_, step) => Number(step % 3 !== 1));
  const mask =
    isMasked && axis === 0 ? (constant(tensor(counts, { shape: [steps], dtype: 'bool' })) as Node) : undefined;
  const cell = cellOf(plan.cell, values);
  const run: Run = { xs, init, axis, steps, reverse, mask };
  const { carry, output } = scan(wrap(cell) as never, xs, { init, axis, reverse, mask }) as unknown as Pick<RandomScan, 'carry' | 'output'>; // prettier-ignore
  return { carry, output, cell, run, parameters: [...values.parameters, ...init, ...xs] };
}

/** A loss of some nodes. It depends on all parameters, also on those that a cell does not use. */
export const lossOf = (parts: readonly Node[], { parameters }: Pick<RandomScan, 'parameters'>): Node =>
  [...parts, ...parameters].map(part => sum(square(part)) as Node).reduce((a, b) => add(a, b) as Node);

/** The arguments of a scan besides its cell. */
export interface Run {
  readonly xs: readonly Node[];
  readonly init: readonly Node[];
  readonly axis: number;
  readonly steps: number;
  readonly reverse: boolean;
  readonly mask?: Node | undefined;
}

/** The values of a scan, written as one step after another; outputs of no steps are left out. */
export function unrolled(
  cell: RandomCell,
  { xs, init, axis, steps, reverse, mask }: Run,
): { carry: readonly Node[]; output: readonly Node[] } {
  // prettier-ignore
  let carry = init;
  const outputs: Node[][] = [];
  for (let step = 0; step < steps; step++) {
    const position = constant(reverse ? steps - 1 - step : step, { dtype: 'int32' }) as Node;
    const at = (x: Node): Node => gather(x, position, { axis }) as Node;
    const now = cell(carry, xs.map(at));
    const counts = mask && (gather(mask, position) as Node);
    const before = carry;
    carry = now.carry.map((one, n) => (counts ? (where(counts, one, before[n]!) as Node) : one));
    outputs.push(now.output.map(one => (counts ? (where(counts, one, fillLike(one, 0)) as Node) : one)));
  }
  if (reverse) outputs.reverse();
  const stacked = (outputs[0] ?? []).map((first, n) => {
    const place = Math.min(axis, first.shape.length);
    return stack(outputs.map(one => one[n]!), { axis: place } as never) as Node; // prettier-ignore
  });
  return { carry, output: stacked };
}

/** The random choices for one more node of a cell: a kind, and numbers from which the operands and options follow. */
type Draw = readonly [kind: number, a: number, b: number, c: number];

/** The random choices for a cell. */
export interface CellPlan {
  readonly draws: readonly Draw[];
  /** The node that each next carry is made of, counted from the last one. */
  readonly next: readonly number[];
  /** The nodes that come out, counted from the last one. */
  readonly out: readonly number[];
}

/** The carries and the inputs of a step, as lists. */
export type RandomCell = (
  carries: readonly Node[],
  xs: readonly Node[],
) => { readonly carry: Node[]; readonly output: Node[] };

type Grow = (a: Node, b: Node, c: number) => Node;

const axisOf = ({ shape }: Node, c: number): number => c % Math.max(1, shape.length);

/** Operations that move and choose. */
const moving: readonly Grow[] = [
  (a, b) => graph.add(a, b) as Node,
  (a, b) => graph.sub(a, b) as Node,
  (a, b) => graph.mul(a, b) as Node,
  a => graph.neg(a),
  (a, _, c) => graph.transpose(a, a.shape.map((_, axis) => (axis + c) % a.shape.length)) as Node,
  a => graph.reshape(a, [a.shape.reduce<number>((size, length) => size * Number(length), 1)]) as Node,
  (a, _, c) => graph.reshape(a, [...a.shape.slice(0, axisOf(a, c)), 1, ...a.shape.slice(axisOf(a, c))] as never) as Node,
  (a, _, c) => graph.slice(a, { axis: axisOf(a, c), from: c % 2, step: c % 5 === 4 ? -1 : 1 + (c % 3) } as never) as Node,
  (a, b, c) => graph.concat([a, b], { axis: axisOf(a, c) } as never) as Node,
  (a, _, c) => graph.stack([a, graph.neg(a)], { axis: axisOf(a, c) } as never) as Node,
  (a, _, c) => graph.flip(a, { axes: [axisOf(a, c)] }) as Node,
  (a, b) => graph.broadcastLike(a, b) as Node,
  a => graph.stopGradient(a) as Node,
  (a, b) => graph.where(graph.less(a, b), a, graph.neg(b)) as Node,
  (a, b) => graph.maximum(a, b) as Node,
  a => graph.relu(a),
  (a, _, c) => graph.max(a, { axes: [axisOf(a, c)] }) as Node,
  (a, _, c) => graph.pad(a, { axis: axisOf(a, c), before: c % 2, after: 1 } as never) as Node,
  (a, _, c) => graph.roll(a, { shift: c - 5, axes: axisOf(a, c) }),
  (a, _, c) => graph.tile(a, { times: [1 + (c % 2), 2] }) as Node,
  (a, _, c) => graph.tril(a, { diagonal: (c % 3) - 1 }),
  (a, _, c) => graph.diagonal(a, { offset: (c % 3) - 1 }) as Node,
  a => graph.diagEmbed(a) as Node,
  a => graph.add(a, graph.full([2, ...a.shape], 0.5, { like: a })) as Node,
]; // prettier-ignore

/** Smooth functions, and those whose results grow, which are brought back. */
const smooth: readonly Grow[] = [
  a => graph.tanh(a),
  a => graph.sigmoid(a),
  a => graph.square(a),
  a => graph.sin(a),
  (a, b) => graph.div(a, graph.add(graph.square(b), 1)) as Node,
  (a, _, c) => graph.softmax(a, axisOf(a, c)) as Node,
  (a, _, c) => graph.logSumExp(a, { axes: [axisOf(a, c)] }) as Node,
  (a, _, c) => graph.mean(a, { axes: [axisOf(a, c)] }) as Node,
  (a, _, c) => graph.sum(a, { axes: [axisOf(a, c)], keep: c % 2 === 0 }) as Node,
  a => graph.sum(a) as Node,
  (a, _, c) => graph.cumsum(a, { axis: axisOf(a, c) }) as Node,
  (a, _, c) => graph.prod(a, { axes: [axisOf(a, c)] }) as Node,
  (a, _, c) => graph.variance(a, { axes: [axisOf(a, c)] } as never) as Node,
  (a, b) => graph.matmul(a, b) as Node,
  (a, b) => graph.matmul(a, b) as Node,
  (a, b) => graph.matmul(a, b, { transposeA: true }) as Node,
  (a, b) => graph.matmul(a, b, { transposeB: true }) as Node,
  (a, b) => graph.sumLike(a, b) as Node,
];

const turns = /* @__PURE__ */ graph.constant([[0, 1], [1, 0]], { dtype: 'int32' }); // prettier-ignore

/** At least two rows. */
const pairs = (a: Node, axis: number): Node => graph.concat([a, graph.neg(a)], { axis } as never) as Node;

const tame = (node: Node): Node => graph.tanh(graph.mul(0.5, node)) as Node;

/** Builds a cell of what was drawn. It captures parameters and constants, and looks rows up by a number that it is given. */
export function cellOf({ draws, next, out }: CellPlan, { parameters, fixed, at }: Values): RandomCell {
  const kinds: readonly Grow[] = [
    ...moving,
    ...smooth.map((grow): Grow => (a, b, c) => tame(grow(a, b, c))),
    ...smooth.slice(-5).map((grow): Grow => (a, b, c) => tame(grow(a, b, c))),
    a => graph.gather(pairs(a, 0), at) as Node,
    (a, _, c) => graph.gather(pairs(a, axisOf(a, c)), turns, { axis: axisOf(a, c) } as never) as Node,
    (a, b) => graph.gather(pairs(a, 0), graph.cast(graph.less(b, 0), 'int32')) as Node,
  ]; // prettier-ignore
  return (carries, xs) => {
    const nodes: Node[] = [...fixed, ...parameters, ...xs, ...carries];
    const chosen = (n: number): Node => nodes.at(-1 - (n % nodes.length))!;
    for (const [kind, a, b, c] of draws) {
      const node = ifItFits(() => kinds[kind % kinds.length]!(chosen(a), chosen(b), c));
      if (node !== undefined && node.dtype === xs[0]!.dtype && sizeOf(node) <= 256) nodes.push(node);
    }
    return {
      carry: carries.map((carry, n) => fitted(chosen(next[n % next.length]!), carry)),
      output: out.map(chosen),
    };
  };
}

/** A node in the shape of a carry: itself, or what the carry becomes by its mean. */
function fitted(node: Node, carry: Node): Node {
  if (node.shape.length === carry.shape.length && node.shape.every((size, axis) => size === carry.shape[axis])) return node; // prettier-ignore
  return graph.tanh(graph.add(graph.mul(0.9, carry), graph.mean(node) as Node)) as Node;
}

function sizeOf({ shape }: Node): number {
  return shape.reduce<number>((size, length) => size * Number(length), 1);
}

/** The nodes from outside that a random cell may use. */
interface Values {
  readonly parameters: readonly Node[];
  /** Values that have no gradient. */
  readonly fixed: readonly Node[];
  /** Numbers of rows, each of them 0 or 1. */
  readonly at: Node;
}

/** The precision of all that a random cell computes. */
export type Float = 'float32' | 'float64';

/** Numbers between −1 and 1. */
function random(shape: Sizes, seed: number, dtype: Float): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = fillUniform(dtype === 'float32' ? new Float32Array(size) : new Float64Array(size), key(seed));
  return tensor(
    data.map(value => 2 * value - 1),
    { shape },
  );
}

/** A parameter with random numbers. */
export function randomParameter(
  name: string,
  shape: Sizes,
  { seed, dtype }: { readonly seed: number; readonly dtype: Float },
): Node {
  // prettier-ignore
  return parameter(random(shape, seed, dtype), { name }) as Node;
}

/** Parameters and constants for a cell. */
export function valuesOf(dtype: Float): Values {
  const of = (name: string, shape: Sizes, seed: number): Node => randomParameter(name, shape, { seed, dtype });
  return {
    parameters: [of('table', [4, 3], 11), of('w', [3, 3], 12), of('bias', [3], 13), of('rate', [], 14)],
    fixed: [constant(0.5, { dtype }) as Node, constant(random([2, 3], 15, dtype)) as Node],
    at: constant([1, 0], { dtype: 'int32' }) as Node,
  };
}
