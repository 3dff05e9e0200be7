import { Pixels } from '@thalweg/data';
import { bytesFor } from './per-image.ts';
import { type Fill, paint, pixelOf } from './parameters.ts';

/** From where an image takes its pixels: `x = xx·u + xy·v + x0`, where `(u, v)` and `(x, y)` are counted from the centre. */
export interface Inverse {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/**
 * Returns an image of the same size that is read at other places, between four pixels. Around the image there is the fill.
 *
 * Computed in float64, and rounded once, halves to even: `Uint8ClampedArray` does that.
 */
export function warp(name: string, image: Pixels, inverse: Inverse, fill: Fill): Pixels {
  const { height, width, channels } = image;
  const bytes = bytesFor(name, image.data.length);
  const pixel = pixelOf(name, fill, channels);
  paint(bytes, pixel);
  const out = new Uint8ClampedArray(bytes.buffer);
  const { xx, yx } = inverse;
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  for (let row = 0, to = 0; row < height; row++) {
    const rowX = inverse.xy * (row - centreY) + inverse.x0 + centreX;
    const rowY = inverse.yy * (row - centreY) + inverse.y0 + centreY;
    for (let column = 0; column < width; column++, to += channels) {
      const x = xx * (column - centreX) + rowX;
      const y = yx * (column - centreX) + rowY;
      if (x > -1 && y > -1 && x < width && y < height) blend(image, pixel, x, y, out, to);
    }
  }
  return new Pixels(image.shape, bytes);
}

/** Writes what is between four pixels. */
function blend(image: Pixels, fill: Uint8Array, x: number, y: number, out: Uint8ClampedArray, to: number): void {
  const { data, height, width, channels } = image;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const below = y - top;
  const at = (top * width + left) * channels;
  const next = at + width * channels;
  if (left >= 0 && top >= 0 && left + 1 < width && top + 1 < height) {
    for (let channel = 0; channel < channels; channel++) {
      const a = data[at + channel]!;
      const c = data[next + channel]!;
      const upper = a + (data[at + channels + channel]! - a) * right;
      out[to + channel] = upper + (c + (data[next + channels + channel]! - c) * right - upper) * below;
    }
    return;
  }
  const inLeft = left >= 0;
  const inRight = left + 1 < width;
  const inTop = top >= 0;
  const inBelow = top + 1 < height;
  for (let channel = 0; channel < channels; channel++) {
    const outside = fill[channel]!;
    const a = inTop && inLeft ? data[at + channel]! : outside;
    const b = inTop && inRight ? data[at + channels + channel]! : outside;
    const c = inBelow && inLeft ? data[next + channel]! : outside;
    const d = inBelow && inRight ? data[next + channels + channel]! : outside;
    const upper = a + (b - a) * right;
    out[to + channel] = upper + (c + (d - c) * right - upper) * below;
  }
}
