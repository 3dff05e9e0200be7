import * as graph from '@thalweg/graph';
import { constant, matmul, type Node, scan, sigmoid, slice, stack, tanh, transpose } from '@thalweg/graph';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { fixedSize } from './axes.ts';

/** The activations that the cells have, by the number of their gates. */
const USUAL: Readonly<Record<number, readonly string[]>> = {
  1: ['tanh'],
  3: ['sigmoid', 'tanh'],
  4: ['sigmoid', 'tanh', 'tanh'],
};

function refuseVariants(call: OnnxCall, gates: number): void {
  call.refuse('bounds within cells, and coupled gates', call.has('clip') || call.integer('input_forget', 0) === 1);
  const [names, usual] = [call.texts('activations') ?? [], USUAL[gates]!];
  const isUsual = names.every((name, n) => name.toLowerCase() === usual[n % usual.length]);
  call.refuse('activations of cells that are not the usual', !isUsual);
}

/** A recurrent operator, by a cell for each direction. The carries of its cells have the names in their order. */
function alongTime(call: OnnxCall, gates: number, carries: readonly string[], makeCell: CellMaker): readonly Node[] {
  refuseVariants(call, gates);
  const batchFirst = call.integer('layout', 0) === 1;
  const turned = (x: Node): Node => (batchFirst ? (transpose(x, [1, 0, 2]) as Node) : x);
  const x = turned(call.input(0));
  const direction = call.text('direction', 'forward');
  const mask = maskOf(x, call.inputs[4]);
  const runs = (direction === 'bidirectional' ? [false, true] : [direction === 'reverse']).map((reverse, d) => {
    const cell = makeCell(weightsOf(call, gates, d), call);
    const init = beginning(call, x, carries, given => at(turned(given), d));
    return scan(cell as never, x, { axis: 0, init: init as never, reverse, mask }) as never as Ran;
  });
  const last = carries.map(name => turned(stack(runs.map(({ carry }) => carry[name]!)) as Node));
  const all = stack(runs.map(({ output }) => output), { axis: 1 }) as Node;
  return [batchFirst ? (transpose(all, [2, 0, 1, 3]) as Node) : all, ...last];
} // prettier-ignore

interface Ran {
  readonly carry: Readonly<Record<string, Node>>;
  readonly output: Node;
}

/** The steps that sequences of some lengths have. */
function maskOf(x: Node, lengths: Node | undefined): Node | undefined {
  if (lengths === undefined) return undefined;
  const [time] = x.shape;
  const steps = typeof time === 'string' ? graph.arange(time, { like: x }) : graph.arange(time!);
  return graph.less(graph.expandDims(steps as Node, { axes: 1 }) as Node, lengths) as Node;
}

/** The part of an input for a direction. */
function at(x: Node, d: number): Node {
  return graph.gather(x, constant(d, { dtype: 'int32' })) as Node;
}

/** The carries before the first step: as given, or zeros. */
function beginning(call: OnnxCall, x: Node, carries: readonly string[], own: (given: Node) => Node): Readonly<Record<string, Node>> {
  const zeros = graph.full([x.shape[1]!, call.integer('hidden_size', 0)], 0, { like: x }) as Node;
  return Object.fromEntries(carries.map((name, n) => {
    const given = call.inputs[5 + n];
    return [name, given === undefined ? zeros : own(given)];
  }));
} // prettier-ignore

function weightsOf(call: OnnxCall, gates: number, d: number): CellWeights {
  const units = call.integer('hidden_size', 0);
  const [bias, peepholes] = [call.inputs[3], call.inputs[7]];
  const [w, r] = [call.input(1), call.input(2)].map(each => transpose(at(each, d), [1, 0]) as Node) as [Node, Node];
  call.refuse('weights of another size than the units say', fixedSize(w, 1) !== gates * units || units === 0);
  const half = (n: number): Node | undefined =>
    bias === undefined
      ? undefined
      : (graph.slice(at(bias, d), { axis: 0, from: n * gates * units, to: (n + 1) * gates * units }) as Node);
  return { units, w, r, inputBias: half(0), recurrentBias: half(1), peepholes: peepholes && at(peepholes, d) };
}

/** Recurrent layers. */
export const recurrentOperators: OnnxOperators = {
  RNN: call => alongTime(call, 1, ['h'], rnnOf),
  GRU: call => alongTime(call, 3, ['h'], gruOf),
  LSTM: call => alongTime(call, 4, ['h', 'c'], lstmOf),
};

/** The weights of all gates of a cell, beside each other in ONNX's order. */
interface CellWeights {
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
type CellMaker = (weights: CellWeights, call: OnnxCall) => Cell;

const add = graph.add as (a: Node, b: Node) => Node;

const mul = graph.mul as (a: Node, b: Node) => Node;

function gateOf(all: Node, gate: number, units: number): Node {
  return slice(all, { axis: -1, from: gate * units, to: (gate + 1) * units }) as Node;
}

function product(x: Node, w: Node, bias: Node | undefined): Node {
  const found = matmul(x, w as never) as Node;
  return bias === undefined ? found : add(found, bias);
}

/** Returns the parts of the gates that come from the input, and from the carry. */
function sums({ w, r, inputBias, recurrentBias }: CellWeights, h: Node, x: Node): readonly [Node, Node] {
  return [product(x, w, inputBias), product(h, r, recurrentBias)];
}

/** `h = tanh(x·W + b + h·U + c)` */
const rnnOf: CellMaker = weights => (carry, x) => {
  const h = tanh(add(...sums(weights, carry['h']!, x)));
  return { carry: { h }, output: h };
};

/** The gates in the order z, r, n. The new part of the carry resets after its product, or before it if the model says nothing. */
const gruOf: CellMaker = (weights, call) => {
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
const lstmOf: CellMaker = weights => {
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
