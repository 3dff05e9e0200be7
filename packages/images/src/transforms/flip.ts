import { Pixels } from '@thalweg/data';
import { uniform } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { probabilityOf } from '../transform-parts/parameters.ts';
import { bytesFor, perImageByKey } from '../transform-parts/per-image.ts';
import type { ImageTransform } from './transform.ts';

/** Options of {@link flip}. */
export interface FlipOptions {
  /** The probability that an image is flipped. 0.5 by default. */
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
export function flip(options: FlipOptions = {}): ImageTransform {
  const given = optionsOf('flip', options, { probability: 0.5, axis: 'horizontal' });
  const probability = probabilityOf('flip', given.probability);
  const axis = oneOf('flip', given.axis, ['horizontal', 'vertical'], 'axis');
  return perImageByKey('flip', (image, key) => {
    if (uniform(key, 0) >= probability) return image;
    return axis === 'horizontal' ? leftToRight(image) : topToBottom(image);
  });
}

/** Turns the bytes of each row around, and then those of each pixel. */
function leftToRight({ shape, data, width, channels }: Pixels): Pixels {
  const out = data.slice();
  const row = width * channels;
  for (let start = 0; start < out.length; start += row) out.subarray(start, start + row).reverse();
  for (let first = 0, last = channels - 1; first < last; first++, last--)
    for (let at = 0; at < out.length; at += channels) {
      const byte = out[at + first]!;
      out[at + first] = out[at + last]!;
      out[at + last] = byte;
    }
  return new Pixels(shape, out);
}

function topToBottom({ shape, data, width, channels }: Pixels): Pixels {
  const out = bytesFor('flip', data.length);
  const row = width * channels;
  for (let start = 0; start < data.length; start += row)
    out.set(data.subarray(start, start + row), data.length - row - start);
  return new Pixels(shape, out);
}
