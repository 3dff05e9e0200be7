import { DtypeError, ShapeError, tensor } from '@thalweg/tensor';
import {
  constant,
  conv1d,
  conv2d,
  convTranspose2d,
  gradient,
  gradientCheck,
  input,
  mul,
  parameter,
  read,
  sin,
  square,
  sum,
  type ConvOptions,
  type Node,
  type Padding,
} from '@thalweg/graph';
import { describe, expect, it } from 'vitest';

/** Numbers from −1 to 1, the same each time. */
function numbers(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
}

function valueOf(shape: readonly number[], seed: number): Node {
  const size = shape.reduce((product, length) => product * length, 1);
  return parameter(tensor(numbers(size, seed), { shape }), { name: `p${seed}` }) as Node;
}

interface Case {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly filters: number;
  readonly options: ConvOptions;
}

/** Numbers for both spatial axes. */
function both(value: number | readonly number[] | undefined, fallback: number): readonly [number, number] {
  return value === undefined
    ? [fallback, fallback]
    : typeof value === 'number'
      ? [value, value]
      : [value[0]!, value[1]!];
}

function sidesOf(
  padding: Padding | undefined,
  axis: number,
  size: number,
  step: number,
  span: number,
): [number, number] {
  if (padding === undefined || padding === 'valid') return [0, 0];
  if (padding === 'same') {
    const places = Math.ceil(size / step);
    const total = Math.max((places - 1) * step + span - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }
  if (typeof padding === 'number') return [padding, padding];
  const one = padding[axis]!;
  return typeof one === 'number' ? [one, one] : [one[0], one[1]];
}

/** The convolution by its definition, over an input with its zeros around it. */
function byDefinition(
  { x: [batch, height, width, channels], kernel, filters, options }: Case,
  x: ArrayLike<number>,
  w: ArrayLike<number>,
) {
  const { groups = 1, padding } = options;
  const [stride, dilation] = [both(options.stride, 1), both(options.dilation, 1)];
  const spans = kernel.map((size, axis) => (size - 1) * dilation[axis]! + 1);
  const [top, bottom] = sidesOf(padding, 0, height, stride[0], spans[0]!);
  const [left, right] = sidesOf(padding, 1, width, stride[1], spans[1]!);
  const padded = (b: number, i: number, j: number, c: number): number =>
    i < top || i >= top + height || j < left || j >= left + width
      ? 0
      : x[((b * height + i - top) * width + j - left) * channels + c]!;
  const y: number[] = [];
  const inGroup = channels / groups;
  for (let b = 0; b < batch; b++)
    for (let i = 0; i + spans[0]! <= height + top + bottom; i += stride[0])
      for (let j = 0; j + spans[1]! <= width + left + right; j += stride[1])
        for (let o = 0; o < filters; o++) {
          const group = Math.floor(o / (filters / groups));
          let total = 0;
          for (let k = 0; k < kernel[0]; k++)
            for (let l = 0; l < kernel[1]; l++)
              for (let c = 0; c < inGroup; c++)
                total +=
                  padded(b, i + k * dilation[0], j + l * dilation[1], group * inGroup + c) *
                  w[((k * kernel[1] + l) * inGroup + c) * filters + o]!;
          y.push(total);
        }
  return y;
}

const CASES: readonly Case[] = [
  { x: [2, 5, 6, 3], kernel: [3, 3], filters: 4, options: {} },
  { x: [1, 1, 1, 1], kernel: [1, 1], filters: 1, options: {} },
  { x: [0, 4, 4, 2], kernel: [2, 2], filters: 3, options: {} },
  { x: [2, 7, 5, 2], kernel: [3, 2], filters: 3, options: { stride: 2 } },
  { x: [2, 7, 5, 2], kernel: [3, 2], filters: 3, options: { stride: [3, 2], padding: 'same' } },
  { x: [1, 6, 6, 2], kernel: [2, 3], filters: 5, options: { dilation: 2 } },
  { x: [2, 8, 7, 4], kernel: [3, 3], filters: 6, options: { groups: 2, padding: 1 } },
  { x: [2, 6, 7, 4], kernel: [3, 3], filters: 4, options: { groups: 4, padding: 'same', stride: 2 } },
  { x: [1, 5, 5, 3], kernel: [2, 2], filters: 6, options: { groups: 3, dilation: [1, 2], stride: [2, 1], padding: [[1, 0], [0, 2]] } },
  { x: [1, 9, 9, 2], kernel: [3, 3], filters: 2, options: { stride: 2, dilation: 2, padding: 2 } },
  { x: [1, 4, 4, 2], kernel: [1, 1], filters: 3, options: { stride: 3 } },
  { x: [1, 3, 4, 1], kernel: [3, 4], filters: 2, options: {} },
]; // prettier-ignore

const named = CASES.map(one => [JSON.stringify(one), one] as const);

function parts({ x, kernel, filters, options }: Case): { x: Node; w: Node; y: Node } {
  const [input, weights] = [valueOf(x, 1), valueOf([...kernel, x[3] / (options.groups ?? 1), filters], 2)];
  return { x: input, w: weights, y: conv2d(input, weights, options) };
}

function check(loss: Node, sources: readonly Node[]): void {
  expect(gradientCheck(loss as Node<readonly []>, sources as never).passed).toBe(true);
}

describe('conv2d', () => {
  it.each(named)('%s is the sum over its windows', (_, one) => {
    const { x, w, y } = parts(one);
    const expected = byDefinition(one, read(x).data, read(w).data);
    const found = read(y).data;
    expect(found.length).toBe(expected.length);
    expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 12));
  });

  it.each(named)('%s has the gradient of its differences', (_, one) => {
    const { x, w, y } = parts(one);
    const loss = sum(mul(sin(y), 0.5));
    check(loss, [x, w]);
  });

  it.each(named)('%s has the second derivatives of its differences', (_, one) => {
    const { x, w, y } = parts(one);
    const loss = sum(sin(y));
    const slope = sum(square(gradient(loss, x))) as Node;
    const tilt = sum(square(gradient(loss, w))) as Node;
    check(slope, [x, w]);
    check(tilt, [x, w]);
  });
});

describe('convTranspose2d', () => {
  it.each(named)(
    '%s is the adjoint of conv2d with channels and filters swapped',
    (_, { x, kernel, filters, options }) => {
      const groups = options.groups ?? 1;
      const forward = conv2d(valueOf(x, 1), valueOf([...kernel, x[3] / groups, filters], 2), options);
      const y = valueOf(read(forward).shape, 3);
      const w = valueOf([...kernel, filters / groups, x[3]], 4);
      const back = convTranspose2d(y, w, options);
      const shape = read(back).shape;
      // ⟨convTranspose(y), z⟩ = ⟨y, conv(z)⟩, with the weights by the definition of groups.
      const z = numbers(
        shape.reduce((product, length) => product * length, 1),
        5,
      );
      const swapped = swap(read(w).data, kernel, [filters / groups, x[3]], groups);
      const conv = byDefinition({ x: shape as never, kernel, filters, options }, z, swapped);
      const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
        Array.from(a).reduce((total, value, i) => total + value * b[i]!, 0);
      expect(inner(read(back).data, z)).toBeCloseTo(inner(read(y).data, conv), 10);
      check(sum(sin(back)), [y, w]);
    },
  );
});

function swap(
  w: ArrayLike<number>,
  [height, width]: readonly [number, number],
  [inputs, outputs]: readonly [number, number],
  groups: number,
): number[] {
  const out = new Array<number>(w.length);
  const perGroup = outputs / groups;
  for (let tap = 0; tap < height * width; tap++)
    for (let i = 0; i < inputs; i++)
      for (let g = 0; g < groups; g++)
        for (let o = 0; o < perGroup; o++)
          out[(tap * perGroup + o) * inputs * groups + g * inputs + i] =
            w[(tap * inputs + i) * outputs + g * perGroup + o]!;
  return out;
}
void [DtypeError, ShapeError, constant, conv1d, input];

it('of other channels, or of filters that are no multiple of the groups, are refused in the words of a convolution', () => {
  const x = valueOf([1, 4, 4, 3], 1);
  for (const [name, convolve] of Object.entries({ conv2d, convTranspose2d })) {
    expect(() => convolve(x, valueOf([2, 2, 5, 4], 2))).toThrow(
      `${name}: the input must have the channels of the weights`,
    );
    expect(() => convolve(x, valueOf([2, 2, 1, 4], 2), { groups: 3 })).toThrow(
      `${name}: the number of filters must be a multiple of the 3 groups`,
    );
  }
});
