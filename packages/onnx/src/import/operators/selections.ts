import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { axisFromStart } from './axis-from-start.ts';
import { integers } from './integers.ts';
import { sizesOf } from './sizes-of.ts';

/** The elements of an axis, or of all axes, for which a condition holds that is known when the model is built. */
function compressed(call: OnnxCall): Node {
  const given = call.input(0);
  const x = call.has('axis') ? given : (graph.reshape(given, [sizeOf(sizesOf(given))]) as Node);
  const holds = call.given(1).flatMap((condition, place) => (condition === 0 ? [] : [place]));
  return graph.gather(x, integers(holds), { axis: axisFromStart(call.integer('axis', 0), x.shape.length) }) as Node;
}

/** The first elements of each sequence backward, as many as it has. */
function reversedParts(call: OnnxCall): Node {
  const [batchAxis, timeAxis] = [call.integer('batch_axis', 1), call.integer('time_axis', 0)];
  const turned = (x: Node): Node =>
    batchAxis === 0 ? x : (graph.transpose(x, [1, 0, ...x.shape.map((_, axis) => axis).slice(2)]) as Node);
  call.refuse('sequences along other axes than the first two', batchAxis + timeAxis !== 1);
  const x = turned(call.input(0));
  const [batch, time, ...rest] = sizesOf(x) as [number, number, ...number[]];
  const steps = graph.arange(time) as Node;
  const lengths = graph.reshape(call.input(1), [batch, 1]) as Node;
  const mirrored = graph.sub(graph.sub(lengths, 1 as never) as Node, steps as never) as Node;
  const from = graph.where(graph.less(steps, lengths as never), mirrored, steps) as Node;
  const rows = graph.reshape(x, [batch, time, sizeOf(rest)]) as Node;
  const wide = graph.repeat(graph.reshape(from, [batch, time, 1]) as Node, { axis: 2, times: sizeOf(rest) }) as Node;
  return turned(graph.reshape(graph.takeAlong(rows, wide, { axis: 1 }), [batch, time, ...rest]) as Node);
} // prettier-ignore

/** A value cut or padded to sizes, on both sides alike. */
function centered(call: OnnxCall): Node {
  const x = call.input(0);
  const axes =
    call.integers('axes')?.map(axis => axisFromStart(axis, x.shape.length)) ?? x.shape.map((_, axis) => axis);
  return call.given(1).reduce<Node>((all, wanted, n) => {
    const [axis, size] = [axes[n]!, sizesOf(all)[axes[n]!]!];
    const before = Math.floor(Math.abs(wanted - size) / 2);
    if (wanted < size) return graph.slice(all, { axis, from: before, to: before + wanted }) as Node;
    return graph.pad(all, { axis, before, after: wanted - size - before }) as Node;
  }, x);
}

/** OnnxOperators that choose elements. */
export const selectionOperators: OnnxOperators = {
  Compress: compressed,
  ReverseSequence: reversedParts,
  CenterCropPad: centered,
};
