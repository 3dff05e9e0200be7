import { ContractError, randomInteger } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type Fill, fillOf, wholeOf } from '../transform-parts/parameters.ts';
import { perImageByKey } from '../transform-parts/per-image.ts';
import { region } from '../transform-parts/region.ts';
import type { Transform } from './transform.ts';

/** Options of {@link randomCrop}. */
export interface RandomCropOptions {
  /** Rows of the crop. */
  readonly height: number;
  /** Columns of the crop. */
  readonly width: number;
  /** By how many pixels the image is extended on each side before. 0 by default. */
  readonly padding?: number;
  /** What it is extended with: a byte, or one for each channel. 0, black, by default. */
  readonly fill?: Fill;
}

/**
 * Returns a transform that cuts a rectangle out of an image. All places are equally likely.
 *
 * - **Shape** `[h, w, c] → [height, width, c]`
 * - **Throws** `ContractError` if the rectangle is larger than the extended image
 *
 * @example
 * const cut = randomCrop({ height: 2, width: 2, padding: 1 });
 * cut(new Pixels([2, 2, 1], Uint8Array.of(1, 2, 3, 4)), key(7)).shape // => [2, 2, 1]
 */
export function randomCrop(options: RandomCropOptions): Transform {
  const given = optionsOf('randomCrop', options, { height: undefined, width: undefined, padding: 0, fill: undefined });
  const height = wholeOf('randomCrop', 'height', given.height, 1);
  const width = wholeOf('randomCrop', 'width', given.width, 1);
  const padding = wholeOf('randomCrop', 'padding', given.padding, 0);
  const fill = fillOf('randomCrop', given.fill);
  return perImageByKey('randomCrop', (image, key) => {
    const rows = image.height + 2 * padding - height;
    const columns = image.width + 2 * padding - width;
    if (rows < 0 || columns < 0)
      throw new ContractError(
        'randomCrop',
        `the image with its padding must be at least ${height}×${width}`,
        `${image.height + 2 * padding}×${image.width + 2 * padding}`,
        'Resize first, or give more padding.',
      );
    const top = randomInteger(key, 0, rows + 1) - padding;
    const left = randomInteger(key, 1, columns + 1) - padding;
    return region('randomCrop', image, { top, left, height, width }, fill);
  });
}
