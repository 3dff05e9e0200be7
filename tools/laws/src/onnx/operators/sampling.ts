import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf, type Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { sampled, type Around } from './sampled.ts';

const add = graph.add as (a: Node, b: Node | number) => Node;
const mul = graph.mul as (a: Node, b: Node | number) => Node;

/** Elements at places that a grid says from −1 to 1: the last axis of the image first. */
function gridSampled(call: OnnxCall): Node {
  const [x, grid] = [channelsLast(call.input(0)), call.input(1)];
  const sizes = (x.shape as Sizes).slice(1, -1);
  const corners = call.integer('align_corners', 0) === 1;
  const places = sizes.map((size, axis) => {
    const part = graph.gather(grid, constant(sizes.length - 1 - axis, { dtype: 'int32' }), { axis: -1 }) as Node;
    const from0 = mul(add(part, 1), corners ? (size - 1) / 2 : size / 2);
    return corners ? from0 : add(from0, -0.5);
  });
  const mode = call.text('mode', 'linear').replace(/^bi/, '') as 'linear';
  const around = call.text('padding_mode', 'zeros') as Around;
  return channelsSecond(sampled(x, places, { mode, around, corners }));
}

/** The grid of an affine map: the places of an image that maps to an image of a given size. */
function affineGrid(call: OnnxCall): Node {
  const [theta, [batch, , ...sizes]] = [call.input(0), call.numbers(1)!];
  const corners = call.integer('align_corners', 0) === 1;
  const count = sizeOf(sizes);
  const along = (size: number, n: number): number => (corners ? (2 * n) / (size - 1) - 1 : (2 * n + 1) / size - 1);
  const rows = Array.from({ length: count }, (_, place) => {
    const after = sizes.map((_size, axis) => sizeOf(sizes.slice(axis + 1)));
    const own = sizes.map((size, axis) => along(size, Math.floor(place / after[axis]!) % size));
    return [...own.reverse(), 1];
  });
  const grid = graph.matmul(constant(rows, { dtype: theta.dtype }), theta as never, { transposeB: true }) as Node;
  return graph.reshape(grid, [batch!, ...sizes, sizes.length]);
}

/** The mean, or the largest, of elements between those of an image, in each cell of a grid over a region of it. */
function regionsAligned(call: OnnxCall): Node {
  const [rows, columns, ratio] = ['output_height', 'output_width', 'sampling_ratio'].map(name => call.integer(name, name === 'sampling_ratio' ? 0 : 1)) as [number, number, number];
  call.refuse('as many samples as a region has elements', ratio === 0);
  call.refuse('the largest of weighted neighbours', call.text('mode', 'avg') !== 'avg');
  const images = graph.gather(channelsLast(call.input(0)), call.input(2)) as Node;
  const half = call.opset >= 16 && call.text('coordinate_transformation_mode', 'half_pixel') === 'half_pixel' ? 0.5 : 0;
  const bounds = add(mul(call.input(1), call.real('spatial_scale', 1)), -half);
  const bound = (n: number): Node => graph.slice(bounds, { axis: 1, from: n, to: n + 1 }) as Node;
  const [height, width] = (images.shape as Sizes).slice(1, 3) as [number, number];
  const along = (from: Node, to: Node, cells: number): Node => {
    const whole = graph.sub(to, from) as Node;
    const extent = half === 0 ? (graph.maximum(whole, 1) as Node) : whole;
    const steps = Array.from({ length: cells * ratio }, (_, n) => (n + 0.5) / (cells * ratio));
    return add(from, mul(extent, constant(steps) as Node));
  };
  const [y, x] = [along(bound(1), bound(3), rows), along(bound(0), bound(2), columns)];
  const [regions, down, across] = [y.shape[0] as number, rows * ratio, columns * ratio];
  const places = [graph.reshape(y, [regions, down, 1]), graph.reshape(x, [regions, 1, across])] as Node[];
  const zeros = graph.full([down, across], 0) as Node;
  const all = places.map(place => add(place, zeros));
  const isIn = [height, width].map((size, n) =>
    graph.mul(graph.cast(graph.greaterEqual(all[n]!, -1) as Node, 'float32'), graph.cast(graph.lessEqual(all[n]!, size) as Node, 'float32')) as Node);
  const found = sampled(images, all, { mode: 'linear', around: 'border' });
  const counted = mul(found, graph.reshape(mul(isIn[0]!, isIn[1]!), [regions, down, across, 1]) as Node);
  return channelsSecond(graph.averagePool(counted as never, ratio) as Node);
} // prettier-ignore

/** Elements at places, and what is computed from images at them. */
export const samplingOperators: Operators = {
  GridSample: gridSampled,
  AffineGrid: affineGrid,
  RoiAlign: regionsAligned,
};
