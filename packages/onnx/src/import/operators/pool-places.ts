import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { integers } from './integers.ts';
import { sizesOf } from './sizes-of.ts';
import type { WindowAxis } from './window-options.ts';
import { windowPlaces } from './window-places.ts';

/**
 * The places of the largest elements of windows over images `[batch, channels, height, width]`, counted through all images;
 * within one, along its columns if the columns come first.
 */
export function largestPlaces(x: Node, windows: readonly WindowAxis[], columnsFirst: boolean): Node {
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
