import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { isFloat, sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { largestPlaces } from './pool-places.ts';
import { productOf } from '../size-arithmetic.ts';
import { windowAxes, type WindowAxis } from './window-options.ts';

/** One element for each window over the axes between the first and the last. */
type Pool = (x: Node, windows: readonly WindowAxis[]) => Node;

/** A pool by an operation of ours, which has one axis or two. */
const pooling =
  (apply: (x: Node, size: readonly number[], options: object) => Node, more: object = {}): Pool =>
  (x, windows) => {
    if (windows.length > 2) return overVolumes(pooling(apply, more), x, windows);
    const size = windows.map(({ kernel }) => kernel);
    const [stride, dilation] = [windows.map(window => window.stride), windows.map(window => window.dilation)];
    const padding = windows.map(({ before, after }) => [before, Math.max(0, after)] as const);
    return apply(x, size, { stride, dilation, padding, ...more });
  };

/** A window over many axes is one over the first of them, of windows over the others. */
function overVolumes(pool: Pool, x: Node, windows: readonly WindowAxis[]): Node {
  const [images, first, ...rest] = x.shape;
  const inner = pool(graph.reshape(x, [productOf([images!, first!]), ...rest]) as Node, windows.slice(1));
  const [, ...left] = inner.shape;
  const outer = pool(graph.reshape(inner, [images!, first!, productOf(left)]) as Node, windows.slice(0, 1));
  return graph.reshape(outer, [images!, outer.shape[1]!, ...left]);
}

/** The windows of a call over its input. */
function pooled(call: OnnxCall, pool: Pool): Node {
  return channelsSecond(pool(channelsLast(call.input(0)), windowAxes(call, call.required('kernel_shape', 99))));
}

/** The largest elements, and if they are asked for, their places. */
function largest(call: OnnxCall): readonly (Node | undefined)[] {
  const places = (): Node => {
    const windows = windowAxes(call, call.required('kernel_shape', 99));
    call.refuse('the places of the largest elements but of images', windows.length !== 2);
    return largestPlaces(call.input(0), windows, call.integer('storage_order', 0) === 1);
  };
  return [largestElements(call), call.outputs.length > 1 ? places() : undefined];
}

function largestElements(call: OnnxCall): Node {
  const { dtype } = call.input(0);
  const pool = pooling(graph.maxPool as never);
  if (isFloat(dtype)) return pooled(call, pool);
  // Whole numbers here are of 8 bits: pools of float32 are compiled, and exact for them.
  return graph.cast(
    pooled(call, (x, windows) => pool(graph.cast(x, 'float32'), windows)),
    dtype,
  );
}

function average(call: OnnxCall): Node {
  return pooled(
    call,
    pooling(graph.averagePool as never, { countPadding: call.integer('count_include_pad', 0) === 1 }),
  );
}

/** The p-norm of each window. */
function norms(call: OnnxCall): Node {
  const p = call.integer('p', 2);
  const mean = pooling(graph.averagePool as never, { countPadding: true });
  return pooled(call, (x, windows) => {
    const places = sizeOf(windows.map(({ kernel }) => kernel));
    return graph.pow(graph.mul(mean(graph.pow(graph.abs(x), p) as Node, windows), places) as Node, 1 / p) as Node;
  });
}

/** The mean of each channel, with an axis of 1 for each that is gone. */
function globalAverage(call: OnnxCall): Node {
  const x = call.input(0);
  const means = graph.globalAveragePool(channelsLast(x)) as Node;
  return graph.reshape(means, [...means.shape, ...x.shape.slice(2).map(() => 1)]) as Node;
}

/** Pools. */
export const poolOperators: OnnxOperators = {
  MaxPool: largest,
  AveragePool: average,
  LpPool: norms,
  GlobalAveragePool: globalAverage,
};
