import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { isFloat, sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { productOf } from '../call/size-arithmetic.ts';
import { channelsLast, channelsSecond, sizesOf } from './axes.ts';
import { integers } from './elements.ts';
import { windowAxes, type WindowAxis, windowPlaces } from './windows.ts';

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

/**
 * The places of the largest elements of windows over images `[batch, channels, height, width]`, counted through all images;
 * within one, along its columns if the columns come first.
 */
function largestPlaces(x: Node, windows: readonly WindowAxis[], columnsFirst: boolean): Node {
  const [batch, channels, height, width] = sizesOf(x) as [number, number, number, number];
  const size = height * width;
  const places = windowPlaces([height, width], windows);
  const counted = (place: number): number => (columnsFirst ? (place % width) * height + Math.floor(place / width) : place);
  const padded = graph.pad(graph.reshape(x, [batch * channels, size]) as Node, { axis: 1, after: 1, value: -Infinity });
  const at = constant(places.map(window => window.map(place => (place < 0 ? size : place))), { dtype: 'int32' });
  const best = graph.argmax(graph.gather(padded as Node, at, { axis: 1 }) as Node) as Node;
  const tables = graph.mul(graph.arange(places.length), integers([places[0]!.length])) as Node;
  const found = graph.gather(integers(places.flat().map(counted)), graph.add(best, tables) as Node) as Node;
  const firsts = graph.mul(graph.arange(batch * channels), integers([size])) as Node;
  const all = graph.add(found, graph.expandDims(firsts, { axes: 1 }) as Node);
  const out = windows.map((window, axis) => windowPlaces([[height, width][axis]!], [window]).length);
  return graph.reshape(all, [batch, channels, ...out]);
} // prettier-ignore
