import type { Pixels } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { wholeOf } from '../transform-parts/parameters.ts';
import { perImage } from '../transform-parts/per-image.ts';
import { region } from '../transform-parts/region.ts';

/** Options of {@link crop}. */
export interface CropOptions {
  /** The first row. */
  readonly top: number;
  /** The first column. */
  readonly left: number;
  /** Rows of the crop. */
  readonly height: number;
  /** Columns of the crop. */
  readonly width: number;
}

/**
 * Returns a function that cuts a rectangle out of an image.
 *
 * - **Shape** `[h, w, c] → [height, width, c]`
 * - **Throws** `ContractError` if the rectangle reaches over an edge
 *
 * @example
 * const right = crop({ top: 0, left: 1, height: 1, width: 2 });
 * Array.from(right(new Pixels([1, 3, 1], Uint8Array.of(1, 2, 3))).data) // => [2, 3]
 */
export function crop(options: CropOptions): (image: Pixels) => Pixels {
  const given = optionsOf('crop', options, { top: undefined, left: undefined, height: undefined, width: undefined });
  const top = wholeOf('crop', 'top', given.top, 0);
  const left = wholeOf('crop', 'left', given.left, 0);
  const height = wholeOf('crop', 'height', given.height, 1);
  const width = wholeOf('crop', 'width', given.width, 1);
  return perImage('crop', image => {
    if (top + height <= image.height && left + width <= image.width)
      return region('crop', image, { top, left, height, width }, 0);
    throw new ContractError(
      'crop',
      `the rectangle must be inside of the image, ${image.height}×${image.width}`,
      `rows ${top} to ${top + height} and columns ${left} to ${left + width}`,
      'Resize first, or pad with randomCrop.',
    );
  });
}
