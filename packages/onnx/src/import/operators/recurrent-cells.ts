import * as graph from '@thalweg/graph';
import { matmul, sigmoid, slice, tanh, type Node } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';

/** The weights of all gates of a cell, beside each other in ONNX's order. */
export interface CellWeights {
  readonly units: number;
  readonly w: Node;
  readonly r: Node;
  readonly inputBias: Node | undefined;
  readonly recurrentBias: Node | undefined;
  readonly peepholes: Node | undefined;
}

/** The values that a cell carries from step to step. */
type Carry = Readonly<Record<string, Node>>;

/** A cell for `scan`, whose output is its carry h. */
type Cell = (carry: Carry, x: Node) => { readonly carry: Carry; readonly output: Node };

/** Makes the cell of one direction. */
export type CellMaker = (weights: CellWeights, call: OnnxCall) => Cell;

const add = graph.add as (a: Node, b: Node) => Node;
const mul = graph.mul as (a: Node, b: Node) => Node;

function gateOf(all: Node, gate: number, units: number): Node {
  return slice(all, { axis: -1, from: gate * units, to: (gate + 1) * units }) as Node;
}

function product(x: Node, w: Node, bias: Node | undefined): Node {
  const found = matmul(x, w as never) as Node;
  return bias === undefined ? found : add(found, bias);
}

/** What the gates get from the input, and from the carry. */
function sums({ w, r, inputBias, recurrentBias }: CellWeights, h: Node, x: Node): readonly [Node, Node] {
  return [product(x, w, inputBias), product(h, r, recurrentBias)];
}

/** `h = tanh(x·W + b + h·U + c)` */
export const rnnOf: CellMaker = weights => (carry, x) => {
  const h = tanh(add(...sums(weights, carry['h']!, x)));
  return { carry: { h }, output: h };
};

/** The gates in the order z, r, n. The new part of the carry resets after its product, or before it if the model says nothing. */
export const gruOf: CellMaker = (weights, call) => {
  const late = call.integer('linear_before_reset', 0) === 1;
  const { units, r: u, recurrentBias } = weights;
  return (carry, x) => {
    const h = carry['h']!;
    const [fromInput, fromCarry] = sums(weights, h, x);
    const gate = (all: Node, n: number): Node => gateOf(all, n, units);
    const [z, r] = [0, 1].map(n => sigmoid(add(gate(fromInput, n), gate(fromCarry, n)))) as [Node, Node];
    const before = (): Node =>
      product(mul(r, h), gate(u, 2), recurrentBias === undefined ? undefined : gate(recurrentBias, 2));
    const n = tanh(add(gate(fromInput, 2), late ? mul(r, gate(fromCarry, 2)) : before()));
    const next = add(mul(graph.sub(1, z) as Node, n), mul(z, h));
    return { carry: { h: next }, output: next };
  };
};

/** The gates in the order i, o, f, g. With peepholes i and f see the memory before the step, and o that after it. */
export const lstmOf: CellMaker = weights => {
  const { units, peepholes } = weights;
  return (carry, x) => {
    const c = carry['c']!;
    const gates = add(...sums(weights, carry['h']!, x));
    const seen = (gate: number, memory: Node): Node => {
      const own = gateOf(gates, gate, units);
      return peepholes === undefined ? own : add(own, mul(gateOf(peepholes, gate, units), memory));
    };
    const [i, f] = [sigmoid(seen(0, c)), sigmoid(seen(2, c))];
    const memory = add(mul(f, c), mul(i, tanh(gateOf(gates, 3, units))));
    const next = mul(sigmoid(seen(1, memory)), tanh(memory));
    return { carry: { h: next, c: memory }, output: next };
  };
};
