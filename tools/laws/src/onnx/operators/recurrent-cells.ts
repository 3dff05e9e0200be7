import * as graph from '@thalweg/graph';
import { concat, matmul, sigmoid, slice, tanh, type Node } from '@thalweg/graph';
import { gruCell, lstmCell, rnnCell } from '@thalweg/nn';
import type { OnnxCall } from '../onnx-call.ts';
import { withValues } from './with-values.ts';

/** The weights of all gates of a cell, beside each other in ONNX's order. */
export interface CellWeights {
  readonly units: number;
  readonly w: Node;
  readonly r: Node;
  readonly inputBias: Node;
  readonly recurrentBias: Node;
  readonly peepholes: Node | undefined;
}

/** A cell for `scan`, and what gives its registers their values once it was applied. */
interface MadeCell {
  readonly cell: object;
  readonly ready?: (output: Node) => void;
}

/** Makes the cell of one direction. */
export type CellMaker = (weights: CellWeights, call: OnnxCall) => MadeCell;

const add = graph.add as (a: Node, b: Node) => Node;
const mul = graph.mul as (a: Node, b: Node) => Node;

function gateOf(all: Node, gate: number, units: number): Node {
  return slice(all, { axis: -1, from: gate * units, to: (gate + 1) * units }) as Node;
}

/** A cell of ours, which may have its gates in another order. */
function ownCell(make: typeof gruCell | typeof lstmCell, weights: CellWeights, order: readonly number[]): MadeCell {
  const { units } = weights;
  const sorted = (all: Node): Node => concat(order.map(gate => gateOf(all, gate, units)), { axis: -1 }) as Node; // prettier-ignore
  const cell = (make as typeof gruCell)(units, { inputWeight: sorted(weights.w), recurrentWeight: sorted(weights.r) });
  const values = { inputBias: sorted(weights.inputBias), recurrentBias: sorted(weights.recurrentBias) };
  return { cell, ready: output => void withValues(output, values) };
}

export const rnnOf: CellMaker = weights => ownCell(rnnCell as typeof gruCell, weights, [0]);

/** Ours resets after the product, as the model may say; it resets before it if the model says nothing. */
export const gruOf: CellMaker = (weights, call) =>
  call.integer('linear_before_reset', 0) === 1 ? ownCell(gruCell, weights, [1, 0, 2]) : { cell: earlyReset(weights) };

/** Ours has no peepholes, from the memory to the gates. */
export const lstmOf: CellMaker = weights =>
  weights.peepholes === undefined
    ? ownCell(lstmCell, weights, [0, 2, 3, 1])
    : { cell: withPeepholes(weights, weights.peepholes) };

/** `n = tanh(x·Wn + bn + (r ∘ h)·Un + cn)`; the gates in the order z, r, n. */
function earlyReset({ units, w, r: u, inputBias, recurrentBias }: CellWeights): object {
  return ({ h }: { readonly h: Node }, x: Node) => {
    const fromInput = add(add(matmul(x, w as never) as Node, inputBias), recurrentBias);
    const sum = (gate: number, carry: Node): Node =>
      add(gateOf(fromInput, gate, units), matmul(carry, gateOf(u, gate, units) as never) as Node);
    const [z, r] = [sigmoid(sum(0, h)), sigmoid(sum(1, h))];
    const n = tanh(sum(2, mul(r, h)));
    const next = add(mul(graph.sub(1, z) as Node, n), mul(z, h));
    return { carry: { h: next }, output: next };
  };
}

/** A cell whose gates see its memory: i and f that before the step, o that after it; the gates in the order i, o, f, g. */
function withPeepholes({ units, w, r, inputBias, recurrentBias }: CellWeights, peepholes: Node): object {
  const [toI, toO, toF] = [0, 1, 2].map(gate => gateOf(peepholes, gate, units)) as [Node, Node, Node];
  return ({ h, c }: { readonly h: Node; readonly c: Node }, x: Node) => {
    const all = add(add(matmul(x, w as never) as Node, inputBias), add(matmul(h, r as never) as Node, recurrentBias));
    const [i, f] = [sigmoid(add(gateOf(all, 0, units), mul(toI, c))), sigmoid(add(gateOf(all, 2, units), mul(toF, c)))];
    const memory = add(mul(f, c), mul(i, tanh(gateOf(all, 3, units))));
    const next = mul(sigmoid(add(gateOf(all, 1, units), mul(toO, memory))), tanh(memory));
    return { carry: { h: next, c: memory }, output: next };
  };
}
