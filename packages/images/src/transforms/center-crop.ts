import type { Pixels } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { wholeOf } from '../transform-parts/parameters.ts';
import { perImage } from '../transform-parts/per-image.ts';
import { region } from '../transform-parts/region.ts';

/** Options of {@link centerCrop}. */
export interface CenterCropOptions {
  /** Rows of the crop. */
  readonly height: number;
  /** Columns of the crop. */
  readonly width: number;
}

/**
 * Returns a function that cuts a rectangle out of the middle of an image. Half a pixel is rounded to an even one, as torchvision does.
 *
 * - **Shape** `[h, w, c] → [height, width, c]`
 * - **Throws** `ContractError` if the image is smaller
 *
 * @example
 * Array.from(centerCrop({ height: 1, width: 1 })(new Pixels([1, 3, 1], Uint8Array.of(1, 2, 3))).data) // => [2]
 */
export function centerCrop(options: CenterCropOptions): (image: Pixels) => Pixels {
  const given = optionsOf('centerCrop', options, { height: undefined, width: undefined });
  const height = wholeOf('centerCrop', 'height', given.height, 1);
  const width = wholeOf('centerCrop', 'width', given.width, 1);
  return perImage('centerCrop', image => {
    if (height > image.height || width > image.width)
      throw new ContractError(
        'centerCrop',
        `the image must be at least ${height}×${width}`,
        `${image.height}×${image.width}`,
        `Resize first, as in resize({ shorter: ${Math.max(height, width)} }).`,
      );
    const top = evenHalf(image.height - height);
    const left = evenHalf(image.width - width);
    return region('centerCrop', image, { top, left, height, width }, 0);
  });
}

function evenHalf(whole: number): number {
  return whole % 2 === 0 ? whole / 2 : 2 * Math.round(whole / 4);
}
