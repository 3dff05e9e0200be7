import { NotOffered } from '../not-offered.ts';
import { listed } from './listed.ts';

/** An axis that gets another size. */
export interface ResizedAxis {
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

/** Returns the places of new elements for a mode of ONNX. */
export function placeOf(mode: string): Place {
  const { [mode]: found } = places;
  if (found === undefined) throw new NotOffered(`places by the mode '${mode}'`, 'file');
  return found;
}

/** The weight of an old element at a distance from a new one, and the distance from which on it is 0. */
export interface Kernel {
  readonly reach: number;
  readonly weight: (distance: number) => number;
}

/** Between two elements. */
export const linearKernel: Kernel = { reach: 1, weight: distance => Math.max(0, 1 - Math.abs(distance)) };

/** Among four. Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981. */
export function keysKernel(a: number): Kernel {
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
export function weightsOf(axis: ResizedAxis, { place, kernel, stretch, excluded }: Weighing): number[][] {
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
