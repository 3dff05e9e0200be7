import { slideAlong, type Loops, type Wire } from '@thalweg/graph/engine';
import type { Shape } from '@thalweg/tensor';
import type { Attributes } from '../block.ts';
import type { Emission } from '../emission.ts';
import { Inexpressible } from '../inexpressible.ts';
import { channelsFirst, channelsLast, movedAxes } from '../moved-axes.ts';
import { narrowed } from './narrowed.ts';
import { windowAttributes } from './window-attributes.ts';

/** Writes a convolution, or the transpose of one, with transpositions around it: ONNX has channels first. */
export function convolution(emission: Emission, wire: Wire, parameters: Loops['convolution']): string {
  const [x, weights] = wire.inputs as [Wire, Wire];
  if (parameters.side === 'weights') throw new Inexpressible('it is the gradient of a convolution by its weights');
  const rank = wire.shape.length;
  const isForward = parameters.side === 'output';
  const attributes = isForward ? forward(x.shape, weights.shape, parameters) : backward(wire, parameters);
  const image = channelsFirst(emission, emission.valueOf(x), rank);
  const filters = movedAxes(emission, emission.valueOf(weights), [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, n) => n)]); // prettier-ignore
  const found = narrowed(emission, [image, filters], wire.dtype, values =>
    emission.block.apply(isForward ? 'Conv' : 'ConvTranspose', values, attributes),
  );
  return channelsLast(emission, found, rank);
}

function forward(x: Shape, weights: Shape, parameters: Loops['convolution']): Attributes {
  const { groups, ...windows } = parameters;
  const kernel = weights.slice(0, -2) as number[];
  return { ...windowAttributes({ ...windows, sizes: x.slice(1, -1), kernel }), ...groupOf(groups) };
}

function groupOf(groups: number): Attributes {
  return groups === 1 ? {} : { group: { int: groups } };
}

/** The attributes of a transposed convolution, of which ONNX must be told how much larger its result is than the least. */
function backward(wire: Wire, { stride, dilation, padding, groups }: Loops['convolution']): Attributes {
  const kernel = wire.inputs[1]!.shape.slice(0, -2) as number[];
  const places = wire.inputs[0]!.shape.slice(1, -1);
  const axes = kernel.map((size, axis) => {
    const parts = { kernel: size, stride: stride[axis]!, dilation: dilation[axis]!, padding: padding[axis]! };
    const [given, whole] = sizesAlong(wire, axis, places[axis]!);
    const { before, after } = slideAlong({ ...parts, size: whole });
    const least = parts.stride * (given - 1) + (size - 1) * parts.dilation + 1 - before - after;
    return { before, after, more: whole - least };
  });
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: stride },
    dilations: { ints: dilation },
    pads: { ints: [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)] },
    output_padding: { ints: axes.map(({ more }) => more) },
    ...groupOf(groups),
  };
}

/** A size of the input along a spatial axis, and that of the result. */
function sizesAlong(wire: Wire, axis: number, given: number | string): readonly [number, number] {
  const whole = wire.shape[axis + 1]!;
  if (typeof given === 'number' && typeof whole === 'number') return [given, whole];
  if (wire.inputs.length > 2) throw new Inexpressible('it is a gradient of a convolution of sizes that are not fixed');
  const [x, weights] = wire.inputs.map(input => input.shape) as [Shape, Shape];
  // One size shows how much larger the result is than the least; it is as much for all.
  const tried = 8;
  return [tried, wire.rule!.shape([x.map((size, n) => (n === axis + 1 ? tried : size)), weights])[axis + 1] as number];
}
