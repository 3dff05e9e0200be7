import type { OnnxCall } from '../call/onnx-call.ts';
import { fixedSize } from './axes.ts';
import { listed } from './elements.ts';

/** A window along an axis: its size, the distance of its places and of its elements, and the elements around the axis. */
export interface WindowAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  /** Less than what the model says, or more, if sizes are rounded up. */
  readonly after: number;
}

/** Returns a number for each axis: 1 unless the call has others. */
export function eachAxis(call: OnnxCall, attribute: 'strides' | 'dilations', axes: number): number[] {
  return call.integers(attribute) ?? listed(axes, () => 1);
}

/** Returns the windows over the axes from the third on, for a kernel of some sizes. */
export function windowAxes(call: OnnxCall, kernel: readonly number[]): WindowAxis[] {
  const axes = kernel.length;
  const sizes = call.input(0).shape.slice(2);
  call.refuse(
    'windows over axes of more than a million elements',
    sizes.some(size => Number(size) > 2 ** 20),
  );
  const elements = kernel.reduce((product, size) => product * size, 1);
  call.limit('elements of a window', elements, 2 ** 16);
  call.refuse('windows of no axis or no element', axes === 0 || !kernel.every(size => size > 0));
  const [strides, dilations] = [eachAxis(call, 'strides', axes), eachAxis(call, 'dilations', axes)];
  const pads = call.integers('pads') ?? listed(2 * axes, () => 0);
  const word = call.text('auto_pad', 'NOTSET');
  return kernel.map((size, n) => {
    const axis = { kernel: size, stride: strides[n] ?? 1, dilation: dilations[n] ?? 1 };
    const length = (): number => fixedSize(call.input(0), n + 2);
    if (word.startsWith('SAME')) return { ...axis, ...same(length(), axis, word === 'SAME_LOWER') };
    const [before, after] = word === 'VALID' ? [0, 0] : [pads[n] ?? 0, pads[n + axes] ?? 0];
    if (call.integer('ceil_mode', 0) !== 1) return { ...axis, before, after };
    return { ...axis, before, after: after + more(length() + before + after, axis, length() + before) };
  });
}

type Steps = Pick<WindowAxis, 'kernel' | 'stride' | 'dilation'>;

/** As many around an axis as leave one window for each stride; the larger half of an odd number is before or after. */
function same(length: number, { kernel, stride, dilation }: Steps, lower: boolean): Pick<WindowAxis, 'before' | 'after'> {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + (kernel - 1) * dilation + 1 - length);
  const before = lower ? Math.ceil(total / 2) : Math.floor(total / 2);
  return { before, after: total - before };
} // prettier-ignore

/** How much more lets the last window end, unless it begins behind the elements and what is before them. */
function more(length: number, { kernel, stride, dilation }: Steps, begun: number): number {
  const span = (kernel - 1) * dilation + 1;
  const places = Math.ceil((length - span) / stride) + 1;
  const last = (places - 1) * stride < begun ? places : places - 1;
  return (last - 1) * stride + span - length;
}

/** The places along one axis of the elements of each window; −1 is padding. */
function placesAlong(size: number, { kernel, stride, dilation, before, after }: WindowAxis): number[][] {
  const out = Math.floor((size + before + Math.max(0, after) - (kernel - 1) * dilation - 1) / stride) + 1;
  return listed(out, n =>
    listed(kernel, k => {
      const place = n * stride - before + k * dilation;
      return place < size ? Math.max(-1, place) : -1;
    }),
  );
}

/** Returns the places of the elements of each window in a value of so many sizes, laid out in one line; −1 is padding. */
export function windowPlaces(sizes: readonly number[], windows: readonly WindowAxis[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size, axis) => {
      const along = placesAlong(size, windows[axis]!);
      const within = (before: number, place: number): number => (before < 0 || place < 0 ? -1 : before * size + place);
      return all.flatMap(window => along.map(places => window.flatMap(one => places.map(place => within(one, place)))));
    },
    [[0]],
  );
}
