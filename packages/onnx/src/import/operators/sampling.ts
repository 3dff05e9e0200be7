import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { regionsAligned } from './regions-aligned.ts';
import { sizesOf } from './sizes-of.ts';
import { sampled, type Around } from './sampled.ts';
import { listed } from './listed.ts';

const add = graph.add as (a: Node, b: Node | number) => Node;
const mul = graph.mul as (a: Node, b: Node | number) => Node;

/** Elements at places that a grid says from −1 to 1: the last axis of the image first. */
function gridSampled(call: OnnxCall): Node {
  const [x, grid] = [channelsLast(call.input(0)), call.input(1)];
  const sizes = sizesOf(x).slice(1, -1);
  call.refuse(
    'images of no axis, and grids of another number of axes',
    sizes.length === 0 || grid.shape.length !== sizes.length + 2,
  );
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
  const [theta, [batch, , ...sizes]] = [call.input(0), call.given(1)];
  const corners = call.integer('align_corners', 0) === 1;
  const count = sizeOf(sizes);
  call.limit('places of a grid', count);
  const along = (size: number, n: number): number => (corners ? (2 * n) / (size - 1) - 1 : (2 * n + 1) / size - 1);
  const rows = listed(count, place => {
    const after = sizes.map((_size, axis) => sizeOf(sizes.slice(axis + 1)));
    const own = sizes.map((size, axis) => along(size, Math.floor(place / after[axis]!) % size));
    return [...own.reverse(), 1];
  });
  const grid = graph.matmul(constant(rows, { dtype: theta.dtype }), theta as never, { transposeB: true }) as Node;
  return graph.reshape(grid, [batch!, ...sizes, sizes.length]);
}

/** Elements at places, and what is computed from images at them. */
export const samplingOperators: OnnxOperators = {
  GridSample: gridSampled,
  AffineGrid: affineGrid,
  RoiAlign: regionsAligned,
};
