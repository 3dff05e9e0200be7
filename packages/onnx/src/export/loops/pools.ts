import type { Loops, PoolWindows, Wire } from '@thalweg/graph/engine';
import type { Attributes } from '../block.ts';
import type { Emission } from '../emission.ts';
import { Inexpressible } from '../inexpressible.ts';
import { channelsFirst, channelsLast } from '../moved-axes.ts';
import { narrowed } from './narrowed.ts';
import { windowAttributes } from './window-attributes.ts';

/** Writes the largest element of each window. */
export function pickMax(emission: Emission, wire: Wire, windows: Loops['pickMax']): string {
  const [x, ...others] = wire.inputs as [Wire, ...Wire[]];
  if (others.length > 0) throw new Inexpressible('it is a gradient of a gradient of a pool');
  const rank = x.shape.length;
  // ONNX Runtime has no pool of int32; float64 has all of them.
  const dtype = x.dtype === 'int32' ? 'float64' : x.dtype;
  const image = channelsFirst(emission, emission.cast(emission.valueOf(x), x.dtype, dtype), rank);
  const found = emission.block.apply('MaxPool', [image], attributesOf(x, windows));
  return channelsLast(emission, emission.cast(found, dtype, wire.dtype), rank);
}

/** Writes the mean or the sum of each window. */
export function averageWindows(emission: Emission, wire: Wire, parameters: Loops['averageWindows']): string {
  const { divisor, ...windows } = parameters;
  const [x] = wire.inputs as [Wire];
  if (windows.dilation.some(distance => distance > 1) && emission.model.opset < 19)
    throw new Inexpressible('its windows have gaps, which needs opset 19');
  const { block, constants } = emission;
  const attributes = { ...attributesOf(x, windows), ...(divisor !== 'elements' && { count_include_pad: { int: 1 } }) };
  const found = narrowed(emission, [emission.valueOf(x)], x.dtype, ([value]) => {
    const means = block.apply('AveragePool', [channelsFirst(emission, value!, x.shape.length)], attributes);
    const count = windows.size.reduce((product, size) => product * size, 1);
    const found = divisor === 'none' ? block.apply('Mul', [means, constants.number(count, 'float32')]) : means;
    return channelsLast(emission, found, x.shape.length);
  });
  return found;
}

/** Writes each element in all places of a window: an image enlarged. */
export function shareWindows(emission: Emission, wire: Wire, parameters: Loops['shareWindows']): string {
  const { size, stride, dilation, padding, divisor } = parameters;
  const isEnlarged = wire.inputs.length === 1 && divisor === 'none' && size.every((length, axis) => length === stride[axis] && dilation[axis] === 1 && padding[axis] === 'valid'); // prettier-ignore
  if (!isEnlarged) throw new Inexpressible('it is the gradient of a pool');
  const scales = emission.constants.numbers([1, ...size, 1], 'float32');
  const attributes: Attributes = {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  };
  return narrowed(emission, [emission.valueOf(wire.inputs[0]!)], wire.dtype, ([value]) =>
    emission.block.apply('Resize', [value!, '', scales], attributes),
  );
}

function attributesOf(x: Wire, { size, ...windows }: PoolWindows): Attributes {
  return windowAttributes({ ...windows, kernel: size, sizes: x.shape.slice(1, -1) });
}
