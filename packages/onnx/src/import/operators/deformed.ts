import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { sampled } from './sampled.ts';
import { fixedSize, sizesOf } from './sizes-of.ts';
import { windowAxes, type WindowAxis } from './window-options.ts';
import { listed } from './listed.ts';

/** A convolution of images whose windows have their elements moved by offsets, and weighted by a mask. */
export function deformedConvolution(call: OnnxCall): Node {
  const [x, w, groups] = [channelsLast(call.input(0)), call.input(1), call.integer('offset_group', 1)];
  const kernel = sizesOf(w).slice(2);
  const windows = windowAxes(call, kernel);
  const [moves, mask] = [channelsLast(call.input(2)), call.inputs[4] && channelsLast(call.inputs[4])];
  const width = fixedSize(x, -1) / groups;
  const taps = sizeOf(kernel);
  call.limit('elements of windows', taps * groups, 1024);
  const channel = (values: Node, n: number): Node => graph.gather(values, index(n), { axis: -1 }) as Node;
  const parts = listed(taps, tap => {
    const tapAt = [Math.floor(tap / kernel[1]!), tap % kernel[1]!];
    const elements = listed(groups, group => {
      const first = group * taps + tap;
      const places = windows.map((window, axis) =>
        graph.add(channel(moves, 2 * first + axis), lattice(moves, window, axis, tapAt[axis]!)) as Node);
      const own = graph.slice(x, { axis: -1, from: group * width, to: (group + 1) * width }) as Node;
      const found = sampled(own, places, { mode: 'linear', around: 'zeros' });
      return mask === undefined ? found : (graph.mul(found, graph.slice(mask, { axis: -1, from: first, to: first + 1 }) as Node) as Node);
    });
    const weights = graph.transpose(graph.slice(graph.slice(w, { axis: 2, from: tapAt[0]!, to: tapAt[0]! + 1 }) as Node, { axis: 3, from: tapAt[1]!, to: tapAt[1]! + 1 }) as Node, [2, 3, 1, 0]);
    return graph.conv2d(graph.concat(elements, { axis: -1 }) as never, weights as never, { groups: call.integer('group', 1) }) as Node;
  });
  const y = parts.reduce((sum, part) => graph.add(sum, part) as Node);
  return channelsSecond(call.inputs[3] === undefined ? y : (graph.add(y, call.inputs[3]) as Node));
} // prettier-ignore

const index = (n: number): Node => constant(n, { dtype: 'int32' }) as Node;

/** Where an element of each window would be without an offset, along an axis of images `[batch, height, width, …]`. */
function lattice(images: Node, { stride, dilation, before }: WindowAxis, axis: number, tap: number): Node {
  const count = fixedSize(images, axis + 1);
  const places = listed(count, n => n * stride - before + tap * dilation);
  return graph.reshape(constant(places), axis === 0 ? [1, count, 1] : [1, 1, count]) as Node;
}
