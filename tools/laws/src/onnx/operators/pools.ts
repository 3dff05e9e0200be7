import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { isFloat, sizeOf, type Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { elementsApart } from './elements-apart.ts';
import { windowAxes, type WindowAxis } from './window-options.ts';

/** One element for each window over the axes between the first and the last. */
type Pool = (x: Node, windows: readonly WindowAxis[]) => Node;

/** A pool by an operation of ours. */
const pooling =
  (apply: (x: Node, size: readonly number[], options: object) => Node, more: object = {}): Pool =>
  (x, windows) => {
    const [size, stride] = [windows.map(({ kernel }) => kernel), windows.map(window => window.stride)];
    const padding = windows.map(({ before, after }) => [before, Math.max(0, after)] as const);
    if (windows.length <= 2) return apply(x, size, { stride, padding, ...more });
    // A window over many axes is one over the first of them, of windows over the others.
    const [images, first, ...rest] = x.shape as Sizes as [number, number, ...number[]];
    const slices = graph.reshape(x, [images * first, ...rest]) as Node;
    const inner = pooling(apply, more)(slices, windows.slice(1));
    const [, ...left] = inner.shape as Sizes;
    const row = graph.reshape(inner, [images, first, sizeOf(left)]) as Node;
    const outer = apply(row, size.slice(0, 1), { stride: stride.slice(0, 1), padding: padding.slice(0, 1), ...more });
    return graph.reshape(outer, [images, outer.shape[1]!, ...left]);
  }; // prettier-ignore

/** The windows of a call over its input, by a pool for elements side by side, and one for those that are apart. */
function pooled(call: OnnxCall, beside: Pool, apart: Pool): Node {
  const windows = windowAxes(call, call.integers('kernel_shape')!);
  const apply = windows.every(({ dilation }) => dilation === 1) ? beside : apart;
  return channelsSecond(apply(channelsLast(call.input(0)), windows));
}

const largestApart: Pool = (x, windows) => elementsApart(x, windows, { fill: -Infinity, join: graph.maximum as never });

const sumApart: Pool = (x, windows) => elementsApart(x, windows, { fill: 0, join: graph.add as never });

function largest(call: OnnxCall): Node {
  call.refuse('the places of the largest elements', call.outputs.length > 1);
  const { dtype } = call.input(0);
  // Whole numbers here are of 8 bits: pools of float32 are compiled, and exact for them.
  return graph.cast(
    pooled(
      call,
      pooling((x, ...more) => graph.maxPool(isFloat(dtype) ? x : graph.cast(x, 'float32'), ...more) as Node),
      largestApart,
    ),
    dtype,
  );
}

function average(call: OnnxCall): Node {
  const countPadding = call.integer('count_include_pad', 0) === 1;
  return pooled(call, pooling(graph.averagePool as never, { countPadding }), (x, windows) => {
    const ones = graph.fillLike(x, 1) as Node;
    const places = countPadding ? sizeOf(windows.map(({ kernel }) => kernel)) : sumApart(ones, windows);
    return graph.div(sumApart(x, windows), places as never) as Node;
  });
}

/** The p-norm of each window. */
function norms(call: OnnxCall): Node {
  const p = call.integer('p', 2);
  const mean = pooling(graph.averagePool as never, { countPadding: true });
  const sum: Pool = (x, windows) => graph.mul(mean(x, windows), sizeOf(windows.map(({ kernel }) => kernel))) as Node;
  const powered =
    (pool: Pool): Pool =>
    (x, windows) =>
      graph.pow(pool(graph.pow(graph.abs(x), p) as Node, windows), 1 / p) as Node;
  return pooled(call, powered(sum), powered(sumApart));
}

/** The mean of each channel, with an axis of 1 for each that is gone. */
function globalAverage(call: OnnxCall): Node {
  const x = call.input(0);
  const means = graph.globalAveragePool(channelsLast(x)) as Node;
  return graph.reshape(means, [...means.shape, ...x.shape.slice(2).map(() => 1)]);
}

/** Pools. */
export const poolOperators: Operators = {
  MaxPool: largest,
  AveragePool: average,
  LpPool: norms,
  GlobalAveragePool: globalAverage,
};
