import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf } from '@thalweg/tensor';
import { integers } from './integers.ts';
import { sizesOf } from './sizes-of.ts';
import type { WindowAxis } from './window-options.ts';

/** The places along one axis of the elements of each window; −1 is padding. */
function placesAlong(size: number, { kernel, stride, dilation, before, after }: WindowAxis): number[][] {
  const out = Math.floor((size + before + Math.max(0, after) - (kernel - 1) * dilation - 1) / stride) + 1;
  return Array.from({ length: out }, (_, n) =>
    Array.from({ length: kernel }, (_unused, k) => {
      const place = n * stride - before + k * dilation;
      return place < size ? place : -1;
    }),
  );
}

/** All pairs, the first of a pair first. */
function pairs<A, B>(a: readonly A[], b: readonly B[]): [A, B][] {
  return a.flatMap(one => b.map((other): [A, B] => [one, other]));
}

/**
 * The places of the largest elements of windows over images `[batch, channels, height, width]`, counted through all images;
 * within one, along its columns if the columns come first.
 */
export function largestPlaces(x: Node, windows: readonly WindowAxis[], columnsFirst: boolean): Node {
  const [batch, channels, height, width] = sizesOf(x) as [number, number, number, number];
  const size = height * width;
  const [down, across] = [placesAlong(height, windows[0]!), placesAlong(width, windows[1]!)];
  const elements = pairs(down, across).map(([rows, columns]) => pairs(rows, columns));
  const at = elements.flat().map(([row, column]) => (row < 0 || column < 0 ? size : row * width + column));
  const counted = elements.flat().map(([row, column]) => (columnsFirst ? column * height + row : row * width + column));
  const images = graph.reshape(x, [batch * channels, size]) as Node;
  const padded = graph.pad(images, { axis: 1, after: 1, value: -Infinity }) as Node;
  const taps = sizeOf(windows.map(({ kernel }) => kernel));
  const shape = [batch * channels, elements.length, taps];
  const best = graph.argmax(graph.reshape(graph.gather(padded, integers(at), { axis: 1 }), shape) as Node) as Node;
  const tables = graph.mul(graph.arange(elements.length), constant(taps, { dtype: 'int32' })) as Node;
  const found = graph.gather(integers(counted), graph.add(best, tables) as Node) as Node;
  const firsts = graph.mul(graph.arange(batch * channels), constant(size, { dtype: 'int32' })) as Node;
  const all = graph.add(found, graph.expandDims(firsts, { axes: 1 }) as Node);
  return graph.reshape(all, [batch, channels, down.length, across.length]);
}
