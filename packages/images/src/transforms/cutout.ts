import { Pixels } from '@thalweg/data';
import { ContractError, fillUniform, randomInteger } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import {
  type Drawn,
  type Fill,
  fillOf,
  paint,
  pixelOf,
  probabilityOf,
  rangeOf,
} from '../transform-parts/parameters.ts';
import { perImageByKey } from '../transform-parts/per-image.ts';
import type { Transform } from './transform.ts';

/** Options of {@link cutout}. */
export interface CutoutOptions {
  /** Rows and columns of the square: a whole number, or two between which each whole number is equally likely. */
  readonly size: Drawn;
  /** What it is filled with: a byte, or one for each channel. 0, black, by default. */
  readonly fill?: Fill;
  /** How likely it is that an image is changed at all. 1 by default. */
  readonly probability?: number;
}

/**
 * Returns a transform that hides a square of an image. Its centre is any pixel, all equally likely; the image's edges cut it.
 *
 * - **Shape** unchanged
 * - **Throws** `ContractError` for a size that is not whole
 * - **Source** DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017, §3
 *
 * @example
 * cutout({ size: 1 })(new Pixels([1, 1, 1], Uint8Array.of(9)), key(7)).data[0] // => 0
 */
export function cutout(options: CutoutOptions): Transform {
  const { size, fill, probability } = optionsOf('cutout', options, {
    size: undefined,
    fill: undefined,
    probability: 1,
  });
  const [least, most] = rangeOf('cutout', 'size', size, [1, 2 ** 24]);
  if (!Number.isInteger(least) || !Number.isInteger(most))
    throw new ContractError('cutout', 'size must be whole', `${least} to ${most}`, 'Try { size: 8 }.');
  const likely = probabilityOf('cutout', probability);
  const colour = fillOf('cutout', fill);
  return perImageByKey('cutout', (image, key) => {
    const pixel = pixelOf('cutout', colour, image.channels);
    const changes = likely === 1 || fillUniform(new Float64Array(1), key)[0]! < likely;
    if (!changes || image.data.length === 0) return image;
    const side = least + randomInteger(key, 0, most - least + 1);
    const top = randomInteger(key, 1, image.height) - Math.floor(side / 2);
    const left = randomInteger(key, 2, image.width) - Math.floor(side / 2);
    return hidden(image, { top, left, side }, pixel);
  });
}

function hidden(
  { shape, data, height, width, channels }: Pixels,
  { top, left, side }: { readonly top: number; readonly left: number; readonly side: number },
  pixel: Uint8Array,
): Pixels {
  const out = data.slice();
  const from = Math.max(left, 0) * channels;
  const to = Math.min(left + side, width) * channels;
  const end = Math.min(top + side, height);
  for (let y = Math.max(top, 0); y < end; y++)
    paint(out, pixel, y * width * channels + from, y * width * channels + to);
  return new Pixels(shape, out);
}
