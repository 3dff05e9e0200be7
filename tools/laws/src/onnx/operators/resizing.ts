import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';

/** Factors of all axes: as given, or those that lead to the sizes that are given. */
function factorsOf(call: OnnxCall): number[] {
  const sizes = call.input(0).shape as Sizes;
  const given = call.opset < 10 ? [1] : [2, 3];
  const [scales = [], wanted = []] = given.map(place => call.numbers(place));
  const axes = (call.integers('axes') ?? sizes.map((_, axis) => axis)).map(axis => (axis + sizes.length) % sizes.length);
  const own = scales.length > 0 ? scales : axes.map((axis, n) => wanted[n]! / sizes[axis]!);
  return sizes.map((_, axis) => own[axes.indexOf(axis)] ?? 1);
} // prettier-ignore

/** Where ONNX computes new elements from, for whole factors as here: by the modes of coordinates and of rounding. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  half_pixel: ['round_prefer_floor', 'round_prefer_ceil', 'linear'],
  half_pixel_symmetric: ['round_prefer_floor', 'round_prefer_ceil', 'linear'],
  pytorch_half_pixel: ['round_prefer_floor', 'round_prefer_ceil', 'linear'],
  asymmetric: ['floor'],
};

function resized(call: OnnxCall): Node {
  const [mode, factors] = [call.text('mode', 'nearest'), factorsOf(call)];
  const coordinates = call.opset < 11 ? 'asymmetric' : call.text('coordinate_transformation_mode', 'half_pixel');
  const rounding = call.opset < 11 ? 'floor' : call.text('nearest_mode', 'round_prefer_floor');
  const alike = ALIKE[coordinates]?.includes(mode === 'nearest' ? rounding : mode) === true;
  const whole = factors.every((factor, axis) => Number.isInteger(factor) && factor > 0 && (axis > 1 || factor === 1));
  const special = call.integer('antialias', 0) === 1 || call.integer('exclude_outside', 0) === 1;
  call.refuse('resizing other than by whole factors, to the nearest or between two', !alike || !whole || special);
  const options = { mode: mode === 'nearest' ? 'nearest' : 'bilinear' } as const;
  return channelsSecond(graph.upsample(channelsLast(call.input(0)), factors.slice(2), options) as Node);
}

/** Images of other sizes. */
export const resizingOperators: Operators = { Resize: resized, Upsample: resized };
