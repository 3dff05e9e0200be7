import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf, tensor } from '@thalweg/tensor';
import { NotOffered } from '../call/not-offered.ts';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { axisFromStart, channelsLast, channelsSecond, fixedSize, listed } from './shapes.ts';

/** The axes of a call with their new sizes. */
function axesOf(call: OnnxCall): ResizedAxis[] {
  const { shape } = call.input(0);
  const places = call.opset < 10 ? [1] : call.opset < 11 ? [1, 3] : [2, 3];
  const scales = call.numbers(places[0]!) ?? [];
  const wanted = places.length < 2 ? [] : (call.sizes(places[1]!) ?? []);
  const axes = (call.integers('axes') ?? shape.map((_, axis) => axis)).map(axis => axisFromStart(axis, shape.length));
  const stays = (axis: number, n: number): boolean => typeof shape[axis] === 'string' && (scales[n] === 1 || wanted[n] === shape[axis]);
  const sizes = axes.map((axis, n) => (stays(axis, n) ? 1 : fixedSize(call.input(0), axis)));
  const factors = axes.map((axis, n) => (stays(axis, n) ? 1 : (scales[n] ?? Number(wanted[n]) / sizes[n]!)));
  const policy = call.text('keep_aspect_ratio_policy', 'stretch');
  const one = policy === 'not_larger' ? Math.min(...factors) : Math.max(...factors);
  const roi = call.opset < 11 ? undefined : call.numbers(1);
  return axes.map((axis, n) => {
    const size = sizes[n]!;
    const scale = policy === 'stretch' ? factors[n]! : one;
    const exact = scales.length > 0 || stays(axis, n) ? Math.floor(scale * size) : Number(wanted[n]);
    const out = policy === 'stretch' ? exact : Math.floor(scale * size + 0.5);
    call.refuse('sizes of 0 or below', !(scale > 0 && out >= 0));
    call.limit('elements of a resized axis', out * size);
    return { axis, size, scale, out, from: roi?.[n] ?? 0, to: roi?.[n + axes.length] ?? 1 };
  });
} // prettier-ignore

/** True where ours repeats or interpolates alike: for whole factors, by the modes of coordinates and of rounding. */
function isUpsampled(call: OnnxCall, axes: readonly ResizedAxis[]): boolean {
  const coordinates = call.opset < 11 ? 'asymmetric' : call.text('coordinate_transformation_mode', 'half_pixel');
  const rounding = call.opset < 11 ? 'floor' : call.text('nearest_mode', 'round_prefer_floor');
  const mode = call.text('mode', 'nearest');
  const centers = coordinates.endsWith('half_pixel') && mode !== 'cubic' && !rounding.match(/^(floor|ceil)$/);
  const corners = coordinates === 'asymmetric' && mode === 'nearest' && rounding === 'floor';
  const whole = axes.length === 4 && axes.every(({ axis, scale, out, size }) => Number.isInteger(scale) && out === scale * size && (axis > 1 || scale === 1));
  return whole && (centers || corners) && call.integer('antialias', 0) === 0 && call.integer('exclude_outside', 0) === 0;
} // prettier-ignore

function upsampled(call: OnnxCall, axes: readonly ResizedAxis[]): Node {
  const options = { mode: call.text('mode', 'nearest') === 'nearest' ? 'nearest' : 'bilinear' } as const;
  const factors = axes.slice(2).map(({ scale }) => scale);
  return channelsSecond(graph.upsample(channelsLast(call.input(0)), factors, options) as Node);
}

/** Each axis by itself: new elements are old ones, or sums of old ones with weights that follow from the sizes. */
function resized(call: OnnxCall): Node {
  const axes = axesOf(call);
  if (isUpsampled(call, axes)) return upsampled(call, axes);
  const place = placeOf(call.text('coordinate_transformation_mode', call.opset < 11 ? 'asymmetric' : 'half_pixel'));
  const moved = axes.filter(({ size, out, from, to }) => out !== size || from !== 0 || to !== 1);
  const inner = moved.reduce<Node>((x, axis) => alongAxis(call, x, axis, place), call.input(0));
  if (call.text('coordinate_transformation_mode', '') !== 'tf_crop_and_resize') return inner;
  return outside(inner, moved, call.real('extrapolation_value', 0));
}

function alongAxis(call: OnnxCall, x: Node, along: ResizedAxis, place: Place): Node {
  const { axis } = along;
  if (call.text('mode', 'nearest') === 'nearest')
    return graph.gather(x, constant(nearest(call, along, place), { dtype: 'int32' }), { axis }) as Node;
  const kernel = call.text('mode', '').endsWith('linear') ? linearKernel : keysKernel(call.real('cubic_coeff_a', -0.75));
  const stretch = call.integer('antialias', 0) === 1 ? Math.min(along.scale, 1) : 1;
  const excluded = call.integer('exclude_outside', 0) === 1;
  const weights = constant(weightsOf(along, { place, kernel, stretch, excluded }), { dtype: x.dtype }) as Node;
  const swapped = x.shape.map((_, n) => n);
  [swapped[axis], swapped[swapped.length - 1]] = [swapped.length - 1, axis];
  const last = graph.transpose(x, swapped) as Node;
  return graph.transpose(graph.matmul(last, weights as never, { transposeB: true }) as Node, swapped) as Node;
} // prettier-ignore

function nearest(call: OnnxCall, along: ResizedAxis, place: Place): number[] {
  const rounded = {
    round_prefer_floor: (at: number) => Math.ceil(at - 0.5),
    round_prefer_ceil: (at: number) => Math.floor(at + 0.5),
    floor: Math.floor,
    ceil: Math.ceil,
  }[call.text('nearest_mode', call.opset < 11 ? 'floor' : 'round_prefer_floor')];
  if (rounded === undefined) throw new NotOffered('another nearest_mode', 'file');
  return listed(along.out, n => Math.min(Math.max(rounded(place(n, along)), 0), along.size - 1));
}

/** A number where a new element lies outside of the old ones. */
function outside(x: Node, axes: readonly ResizedAxis[], value: number): Node {
  const place = placeOf('tf_crop_and_resize');
  return axes.reduce<Node>((all, along) => {
    const sizes = x.shape.map((_, axis) => (axis === along.axis ? fixedSize(x, axis) : 1));
    const isOut = listed(sizeOf(sizes), n => {
      const at = place(n, along);
      return at < 0 || at > along.size - 1 ? 1 : 0;
    });
    return graph.where(constant(tensor(isOut, { shape: sizes, dtype: 'bool' })), value, all) as Node;
  }, x);
}

const centers: Place = (at, { scale }) => (at + 0.5) / scale - 0.5;

/** The places of new elements, by ONNX's names. Source: ONNX, "OnnxOperator Schemas", Resize, coordinate_transformation_mode. */
const places: Readonly<Record<string, Place>> = {
  half_pixel: centers,
  pytorch_half_pixel: (at, axis) => (axis.scale * axis.size === 1 ? -0.5 : centers(at, axis)),
  half_pixel_symmetric: (at, axis) =>
    (axis.size / 2) * (1 - axis.out / (axis.scale * axis.size)) + centers(at, axis),
  asymmetric: (at, { scale }) => at / scale,
  align_corners: (at, { scale, size }) => (scale * size === 1 ? 0 : (at * (size - 1)) / (scale * size - 1)),
  tf_crop_and_resize: (at, { size, out, from, to }) =>
    from * (size - 1) + (out === 1 ? (to - from) * (size - 1) * 0.5 : (at * (to - from) * (size - 1)) / (out - 1)),
}; // prettier-ignore

/** Between two elements. */
const linearKernel: Kernel = { reach: 1, weight: distance => Math.max(0, 1 - Math.abs(distance)) };

/** Images of other sizes. */
export const resizingOperators: OnnxOperators = { Resize: resized, Upsample: resized };

/** An axis that gets another size. */
interface ResizedAxis {
  readonly axis: number;
  readonly size: number;
  readonly scale: number;
  readonly out: number;
  /** The part of the axis that is resized, if not all of it. */
  readonly from: number;
  readonly to: number;
}

/** Where a new element lies among the old ones. */
type Place = (at: number, axis: ResizedAxis) => number;

/** Returns the places of new elements for a mode of ONNX. */
function placeOf(mode: string): Place {
  const { [mode]: found } = places;
  if (found === undefined) throw new NotOffered(`places by the mode '${mode}'`, 'file');
  return found;
}

/** The weight of an old element at a distance from a new one, and the distance from which on it is 0. */
interface Kernel {
  readonly reach: number;
  readonly weight: (distance: number) => number;
}

/** Among four. Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981. */
function keysKernel(a: number): Kernel {
  return {
    reach: 2,
    weight: distance => {
      const d = Math.abs(distance);
      if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
      return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    },
  };
}

interface Weighing {
  readonly place: Place;
  readonly kernel: Kernel;
  /** What distances are multiplied by, so that fewer new elements than old ones leave none out. */
  readonly stretch: number;
  /** True if elements that are not there weigh nothing, instead of being those at the ends. */
  readonly excluded: boolean;
}

/** Returns the weights of the old elements for each new one, which add up to 1. */
function weightsOf(axis: ResizedAxis, { place, kernel, stretch, excluded }: Weighing): number[][] {
  return listed(axis.out, n => {
    const at = place(n, axis);
    const row = new Array<number>(axis.size).fill(0);
    const reach = kernel.reach / stretch;
    for (let old = Math.floor(at - reach); old <= Math.ceil(at + reach); old++) {
      const held = Math.min(Math.max(old, 0), axis.size - 1);
      if (!excluded || held === old) row[held]! += kernel.weight((old - at) * stretch);
    }
    const total = row.reduce((sum, weight) => sum + weight, 0);
    return row.map(weight => weight / total);
  });
}
