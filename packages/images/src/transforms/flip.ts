import { Pixels } from '@thalweg/data';
import { uniform } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { probabilityOf } from '../transform-parts/parameters.ts';
import { bytesFor, perImageByKey } from '../transform-parts/per-image.ts';
import type { Transform } from './transform.ts';

/** Options of {@link flip}. */
export interface FlipOptions {
  /** How likely it is that an image is flipped. 0.5 by default. */
  readonly probability?: number;
  /** `'horizontal'` exchanges left and right, `'vertical'` top and bottom. Horizontal by default. */
  readonly axis?: 'horizontal' | 'vertical';
}

/**
 * Returns a transform that mirrors some of the images.
 *
 * - **Shape** unchanged
 * - **Throws** `ContractError` for an unknown axis, and for a probability that is not from 0 to 1
 *
 * @example
 * const mirror = flip({ probability: 1 });
 * Array.from(mirror(new Pixels([1, 3, 1], Uint8Array.of(1, 2, 3)), key(7)).data) // => [3, 2, 1]
 */
export function flip(options: FlipOptions = {}): Transform {
  const given = optionsOf('flip', options, { probability: 0.5, axis: 'horizontal' });
  const probability = probabilityOf('flip', given.probability);
  const axis = oneOf('flip', given.axis, ['horizontal', 'vertical'], 'axis');
  return perImageByKey('flip', (image, key) => {
    if (uniform(key, 0) >= probability) return image;
    return axis === 'horizontal' ? leftToRight(image) : topToBottom(image);
  });
}

function leftToRight({ shape, data, width, channels }: Pixels): Pixels {
  const out = bytesFor('flip', data.length);
  const row = width * channels;
  for (let start = 0; start < data.length; start += row)
    for (let x = 0, to = start + row - channels; x < row; x += channels, to -= channels)
      for (let c = 0; c < channels; c++) out[to + c] = data[start + x + c]!;
  return new Pixels(shape, out);
}

function topToBottom({ shape, data, width, channels }: Pixels): Pixels {
  const out = bytesFor('flip', data.length);
  const row = width * channels;
  for (let start = 0; start < data.length; start += row)
    out.set(data.subarray(start, start + row), data.length - row - start);
  return new Pixels(shape, out);
}
