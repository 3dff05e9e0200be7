import { Pixels } from '@thalweg/data';
import { bytesFor, perImage } from '../transform-parts/per-image.ts';

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
    const out = bytesFor('grayscale', height * width);
    for (let i = 0, at = 0; i < out.length; i++, at += channels)
      out[i] =
        channels > 2 ? (19595 * data[at]! + 38470 * data[at + 1]! + 7471 * data[at + 2]! + 32768) >> 16 : data[at]!;
    return new Pixels([height, width, 1], out);
  });
}
