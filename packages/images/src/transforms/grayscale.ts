import { Pixels } from '@thalweg/data';
import { withChannels } from '../transform-parts/channels.ts';
import { perImage } from '../transform-parts/per-image.ts';

/**
 * Returns a function that makes grey images of coloured ones: one channel, without alpha. Grey images stay.
 *
 * - **Shape** `[h, w, c] → [h, w, 1]`
 * - **Rounding** luma by ITU-R BT.601 in units of 2⁻¹⁶, to the nearest byte, as Pillow's `convert('L')`: equal bytes
 *
 * @example
 * grayscale()(new Pixels([1, 1, 3], Uint8Array.of(255, 0, 0))).data[0] // => 76
 */
export function grayscale(): (image: Pixels) => Pixels {
  return perImage('grayscale', ({ data, height, width, channels }) => {
    return new Pixels([height, width, 1], withChannels(channels === 1 ? data.slice() : data, channels, 1));
  });
}
