import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperator, OnnxOperators } from '../call/onnx-operator.ts';
import { filled, listed } from './elements.ts';
import { fixedSize } from './axes.ts';
import { dtypeOfProto } from '../call/tensor-of-proto.ts';

/** From a start by steps to before a limit, all of which are known when the model is built. */
function range(call: OnnxCall): Node {
  const [first, end, distance] = [call.sizes(0)?.[0], call.sizes(1)?.[0], call.sizes(2)?.[0]];
  if (typeof end === 'string' && first === 0 && distance === 1) return positionsOf(call, end);
  const [start, limit, step] = [0, 1, 2].map(place => call.given(place)[0]!) as [number, number, number];
  call.limit('numbers', (limit - start) / step);
  return graph.arange(start, limit, { step, dtype: call.input(0).dtype });
}

/** The positions along an axis with a name. */
function positionsOf(call: OnnxCall, name: string): Node {
  const { likes } = call;
  const like = likes.some(({ shape }) => shape.includes(name)) ? likes : [filled(call, [name], 0, 'int32')];
  return graph.arange(name, { like, dtype: call.input(0).dtype }) as Node;
}

/** `a − b·cos(2πk/n) + c·cos(4πk/n)` */
const cosines =
  (a: number, b: number, c: number): OnnxOperator =>
  call => {
    const size = call.given(0)[0]!;
    call.limit('elements', size);
    const steps = graph.arange(size, { dtype: 'float64' }) as Node;
    const turns = graph.mul(steps, (2 * Math.PI) / (call.integer('periodic', 1) === 1 ? size : size - 1)) as Node;
    const [first, second] = [graph.mul(graph.cos(turns), -b) as Node, graph.mul(graph.cos(graph.mul(turns, 2) as Node), c) as Node];
    const dtype = call.has('output_datatype') ? dtypeOfProto(call.integer('output_datatype', 1)) : 'float32';
    return graph.cast(graph.add(graph.add(first, a) as Node, second) as Node, dtype);
  }; // prettier-ignore

/** The real and the imaginary parts of a Fourier transform along the last axis, of `count` frequencies. */
function transformed([real, imaginary]: readonly Node[], count: number, inverse: boolean): [Node, Node] {
  const size = fixedSize(real!, -1);
  const wave = (of: (angle: number) => number): Node => {
    const turn = (n: number, k: number): number => ((inverse ? 2 : -2) * Math.PI * ((n * k) % size)) / size;
    const rows = listed(size, n => listed(count, k => of(turn(n, k))));
    return constant(rows, { dtype: real!.dtype }) as Node;
  };
  const [cos, sin] = [wave(Math.cos), wave(Math.sin)];
  const times = (x: Node, w: Node): Node => graph.div(graph.matmul(x, w as never) as Node, inverse ? size : 1) as Node;
  if (imaginary === undefined) return [times(real!, cos), times(real!, sin)];
  return [
    graph.sub(times(real!, cos), times(imaginary, sin)) as Node,
    graph.add(times(real!, sin), times(imaginary, cos)) as Node,
  ];
}

/** The parts of complex numbers, or of real ones, which lie along the last axis. */
function partsOf(x: Node): Node[] {
  const parts = listed(fixedSize(x, -1), n => graph.slice(x, { axis: -1, from: n, to: n + 1 }) as Node);
  return parts.map(part => graph.reshape(part, x.shape.slice(0, -1)) as Node);
} // prettier-ignore

function fourier(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = (call.opset < 20 ? call.integer('axis', 1) : (call.numbers(2)?.[0] ?? -2)) as number;
  const place = axis < 0 ? axis + x.shape.length : axis;
  const size = fixedSize(x, place);
  call.refuse('Fourier transforms of another length', (call.numbers(1)?.[0] ?? size) !== size);
  const swapped = x.shape.map((_, n) => n).slice(0, -1);
  [swapped[place], swapped[swapped.length - 1]] = [swapped.at(-1)!, place];
  const parts = partsOf(x).map(part => graph.transpose(part, swapped) as Node);
  call.limit('factors of a Fourier transform', size * size, 2 ** 24);
  const count = call.integer('onesided', 0) === 1 ? Math.floor(size / 2) + 1 : size;
  const found = transformed(parts, count, call.integer('inverse', 0) === 1);
  return graph.stack(found.map(part => graph.transpose(part, swapped) as Node), { axis: -1 }) as Node;
} // prettier-ignore

/** Fourier transforms of parts of a signal, each of which begins some steps after the one before. */
function shortTime(call: OnnxCall): Node {
  const [signal, step] = [call.input(0), call.given(1)[0]!];
  const window = call.inputs[2];
  const size = call.numbers(3)?.[0] ?? fixedSize(call.input(2), 0);
  const frames = Math.floor((fixedSize(signal, 1) - size) / step) + 1;
  call.limit('elements of frames', frames * size);
  const places = listed(frames, frame => listed(size, n => frame * step + n));
  const parts = partsOf(signal).map(part => {
    const framed = graph.gather(part, constant(places, { dtype: 'int32' }), { axis: 1 }) as Node;
    return window === undefined ? framed : (graph.mul(framed, window) as Node);
  });
  call.limit('factors of a Fourier transform', size * size, 2 ** 24);
  const count = call.integer('onesided', 1) === 1 ? Math.floor(size / 2) + 1 : size;
  return graph.stack(transformed(parts, count, false), { axis: -1 }) as Node;
}

/** Sequences of numbers, and their frequencies. */
export const signalOperators: OnnxOperators = {
  Range: range,
  HannWindow: cosines(0.5, 0.5, 0),
  HammingWindow: cosines(25 / 46, 21 / 46, 0),
  BlackmanWindow: cosines(0.42, 0.5, 0.08),
  DFT: fourier,
  STFT: shortTime,
};
