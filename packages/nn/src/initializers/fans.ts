import { sizeOf, type Sizes } from '@thalweg/tensor';
import { arrayOf } from '@thalweg/tensor/engine';

/** The number of inputs of each output of weights `[in, out]`, or of a kernel `[…window, channels, filters]`: window · channels. */
export function fanIn(shape: Sizes): number {
  return Math.max(1, sizeOf(arrayOf('an initializer', 'the shape', shape).slice(0, -1)));
}

/** The number of outputs of each input: of a kernel `[…window, channels, filters]`, window · filters. */
export function fanOut(shape: Sizes): number {
  return sizeOf(shape.slice(0, -2)) * (shape[shape.length - 1] ?? 1);
}
