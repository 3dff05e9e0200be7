import { optionsOf } from '@thalweg/tensor/engine';
import { DEGREES, type Drawn, type Fill, fillOf, rangeOf } from '../transform-parts/parameters.ts';
import { affine } from './affine.ts';
import type { Transform } from './transform.ts';

/** Options of {@link rotate}. */
export interface RotateOptions {
  /** The angle, against the clock, from −360 to 360. */
  readonly degrees: Drawn;
  /** What is around the image: a byte, or one for each channel. 0, black, by default. */
  readonly fill?: Fill;
}

/**
 * Returns a transform that rotates an image about its centre. A number is that number, and a pair is drawn uniformly for each image.
 *
 * - **Shape** unchanged: the corners are cut
 * - **Rounding** bilinear in float64, then to the nearest byte, halves to even; multiples of 90 are exact for squares
 * - **Throws** `ContractError` for a parameter out of its bounds
 *
 * @example
 * const turned = rotate({ degrees: 90 })(new Pixels([2, 2, 1], Uint8Array.of(1, 2, 3, 4)), key(7));
 * Array.from(turned.data) // => [2, 4, 1, 3]
 */
export function rotate(options: RotateOptions): Transform {
  const { degrees, fill } = optionsOf('rotate', options, { degrees: undefined, fill: undefined });
  return affine({ degrees: rangeOf('rotate', 'degrees', degrees, DEGREES), fill: fillOf('rotate', fill) });
}
