import { Pixels } from '@thalweg/data';
import { bytesFor } from './per-image.ts';
import { type Fill, paint, pixelOf } from './parameters.ts';

/** A rectangle of an image, which may reach over its edges. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Returns the pixels of a rectangle; what is outside of the image is filled. */
export function region(name: string, image: Pixels, { top, left, height, width }: Region, fill: Fill): Pixels {
  const { channels, data } = image;
  const out = bytesFor(name, height * width * channels);
  const inside = top >= 0 && left >= 0 && top + height <= image.height && left + width <= image.width;
  if (!inside) paint(out, pixelOf(name, fill, channels));
  const from = Math.max(left, 0);
  const to = Math.min(left + width, image.width);
  const end = Math.min(top + height, image.height);
  if (from < to)
    for (let y = Math.max(top, 0); y < end; y++) {
      const row = y * image.width;
      out.set(
        data.subarray((row + from) * channels, (row + to) * channels),
        ((y - top) * width + from - left) * channels,
      );
    }
  return new Pixels([height, width, channels], out);
}
