import { hasText, numberAt } from './format.ts';

/**
 * Returns the orientation that Exif data say, from 1 to 8; 1 if they say none.
 *
 * - **Source** "Exchangeable image file format for digital still cameras: Exif Version 2.3", CIPA DC-008, §4.6
 */
export function orientationOf(exif: Uint8Array | undefined): number {
  if (exif === undefined) return 1;
  const bytes = hasText(exif, 0, 'Exif\0\0') ? exif.subarray(6) : exif;
  const little = hasText(bytes, 0, 'II');
  if (!little && !hasText(bytes, 0, 'MM')) return 1;
  const directory = numberAt(bytes, 4, 4, little);
  const count = numberAt(bytes, directory, 2, little);
  for (let entry = 0; entry < count && directory + 14 + 12 * entry <= bytes.length; entry++) {
    const at = directory + 2 + 12 * entry;
    if (numberAt(bytes, at, 2, little) !== 0x0112) continue;
    const orientation = numberAt(bytes, at + 8, 2, little);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

/** An image of some size. */
interface Sized {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Returns an image upright, by the orientation of its Exif data. */
export function upright(image: Sized, orientation: number): Sized {
  if (orientation === 1) return image;
  const { width: w, height: h, channels, data } = image;
  const turned = orientation > 4;
  const [width, height] = turned ? [h, w] : [w, h];
  const rotated = new Uint8Array(data.length);
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [column, row] = turned ? [y, x] : [x, y];
      const from = ((fromBottom ? h - 1 - row : row) * w + (fromRight ? w - 1 - column : column)) * channels;
      for (let c = 0; c < channels; c++) rotated[to++] = data[from + c]!;
    }
  return { width, height, channels, data: rotated };
}
