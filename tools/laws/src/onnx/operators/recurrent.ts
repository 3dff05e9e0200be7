import * as graph from '@thalweg/graph';
import { constant, scan, stack, transpose, type Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { gruOf, lstmOf, rnnOf, type CellMaker, type CellWeights } from './recurrent-cells.ts';

/** A recurrent operator, by a cell for each direction. The carries of its cells have the names in their order. */
function alongTime(call: OnnxCall, carries: readonly string[], makeCell: CellMaker): readonly Node[] {
  call.refuse('bounds within cells, and coupled gates', call.has('clip') || call.integer('input_forget', 0) === 1);
  call.refuse('activations of cells that are not the usual', call.has('activations'));
  const batchFirst = call.integer('layout', 0) === 1;
  const turned = (x: Node): Node => (batchFirst ? (transpose(x, [1, 0, 2]) as Node) : x);
  const x = turned(call.input(0));
  const direction = call.text('direction', 'forward');
  const lengths = call.inputs[4];
  const steps = graph.expandDims(graph.arange((x.shape as Sizes)[0]!) as Node, { axes: 1 });
  const mask = lengths && (graph.less(steps, lengths as never) as Node);
  const runs = (direction === 'bidirectional' ? [false, true] : [direction === 'reverse']).map((reverse, d) => {
    const { cell, ready } = makeCell(weightsOf(call, d), call);
    const init = beginning(call, carries, { d, turned });
    const { carry, output } = scan(cell as never, x, { axis: 0, init, reverse, mask }) as never as Ran;
    ready?.(output);
    return { carry, output };
  });
  const last = carries.map(name => turned(stack(runs.map(({ carry }) => carry[name]!)) as Node));
  const all = stack(runs.map(({ output }) => output), { axis: 1 }) as Node;
  return [batchFirst ? (transpose(all, [2, 0, 1, 3]) as Node) : all, ...last];
} // prettier-ignore

interface Ran {
  readonly carry: Readonly<Record<string, Node>>;
  readonly output: Node;
}

/** The part of an input for a direction. */
function at(x: Node, d: number): Node {
  return graph.gather(x, constant(d, { dtype: 'int32' })) as Node;
}

/** The carries before the first step: as given, or zeros. */
function beginning(
  call: OnnxCall,
  carries: readonly string[],
  { d, turned }: { readonly d: number; readonly turned: (x: Node) => Node },
): Readonly<Record<string, Node>> {
  const batch = (turned(call.input(0)).shape as Sizes)[1]!;
  const zeros = graph.full([batch, call.integer('hidden_size', 0)], 0);
  const init = carries.map((name, n) => {
    const given = call.inputs[5 + n];
    return [name, given === undefined ? (zeros as Node) : at(turned(given), d)] as const;
  });
  return Object.fromEntries(init);
} // prettier-ignore

function weightsOf(call: OnnxCall, d: number): CellWeights {
  const units = call.integer('hidden_size', 0);
  const [bias, peepholes] = [call.inputs[3], call.inputs[7]];
  const [w, r] = [call.input(1), call.input(2)].map(each => transpose(at(each, d), [1, 0]) as Node);
  const gates = (w!.shape[1] as number) / units;
  const half = (n: number): Node =>
    bias === undefined
      ? (graph.full([gates * units], 0) as Node)
      : (graph.slice(at(bias, d), { axis: 0, from: n * gates * units, to: (n + 1) * gates * units }) as Node);
  return { units, w: w!, r: r!, inputBias: half(0), recurrentBias: half(1), peepholes: peepholes && at(peepholes, d) };
}

/** Recurrent layers. */
export const recurrentOperators: Operators = {
  RNN: call => alongTime(call, ['h'], rnnOf),
  GRU: call => alongTime(call, ['h'], gruOf),
  LSTM: call => alongTime(call, ['h', 'c'], lstmOf),
};
