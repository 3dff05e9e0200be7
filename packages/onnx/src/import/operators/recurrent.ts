import * as graph from '@thalweg/graph';
import { constant, scan, stack, transpose, type Node } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { gruOf, lstmOf, rnnOf, type CellMaker, type CellWeights } from './recurrent-cells.ts';
import { fixedSize } from './sizes-of.ts';

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
