import { fillUniform } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { sineAndCosine } from '../transform-parts/elementary.ts';
import {
  DEGREES,
  type Drawn,
  type DrawnForAxes,
  type Fill,
  fillOf,
  rangeOf,
  rangesOf,
  within,
} from '../transform-parts/parameters.ts';
import { perImageByKey } from '../transform-parts/per-image.ts';
import { type Inverse, warp } from '../transform-parts/warp.ts';
import type { Transform } from './transform.ts';

/** Options of {@link affine}. */
export interface AffineOptions {
  /** The angle, against the clock, from −360 to 360. 0 by default. */
  readonly degrees?: Drawn;
  /** By how many pixels the image moves to the right and down. 0 by default. */
  readonly translate?: DrawnForAxes;
  /** How many times as large everything becomes, from 0.001 to 1000. 1 by default. */
  readonly scale?: Drawn;
  /** The angles by which columns lean, `x`, and rows, `y`, in degrees from −89 to 89. 0 by default. */
  readonly shear?: DrawnForAxes;
  /** What is around the image: a byte, or one for each channel. 0, black, by default. */
  readonly fill?: Fill;
}

/**
 * Returns a transform that shears, scales, rotates and moves an image about its centre, in this order and in one resampling.
 * A number is that number, and a pair is drawn uniformly for each image.
 *
 * - **Shape** unchanged
 * - **Rounding** bilinear in float64, then to the nearest byte, halves to even; the same bits on every machine
 * - **Throws** `ContractError` for a parameter out of its bounds
 * - **Source** torchvision's `affine`, whose angle is with the clock
 *
 * @example
 * const moved = affine({ translate: { x: 1 } })(new Pixels([1, 3, 1], Uint8Array.of(1, 2, 3)), key(7));
 * Array.from(moved.data) // => [0, 1, 2]
 */
export function affine(options: AffineOptions): Transform {
  const { degrees, translate, scale, shear, fill } = optionsOf('affine', options, {
    degrees: [0, 0],
    translate: [0, 0],
    scale: [1, 1],
    shear: [0, 0],
    fill: undefined,
  });
  const ranges = [
    rangeOf('affine', 'degrees', degrees, DEGREES),
    ...rangesOf('affine', 'translate', translate),
    rangeOf('affine', 'scale', scale, [0.001, 1000]),
    ...rangesOf('affine', 'shear', shear, [-89, 89]),
  ];
  const around = fillOf('affine', fill);
  return perImageByKey('affine', (image, key) => {
    const uniform = fillUniform(new Float64Array(ranges.length), key);
    const drawn = ranges.map((range, index) => within(range, uniform[index]!));
    return warp('affine', image, inverseOf(drawn as Parameters), around);
  });
}

type Parameters = [degrees: number, x: number, y: number, scale: number, shearX: number, shearY: number];

/** Of `T·R·S·Yshear·Xshear`: the determinant of the product without `T` is the square of the scale. */
function inverseOf([degrees, x, y, scale, shearX, shearY]: Parameters): Inverse {
  const [sine, cosine] = sineAndCosine(-degrees);
  const tangentX = tangent(shearX);
  const tangentY = tangent(shearY);
  const lower = 1 + tangentX * tangentY;
  const xx = (cosine * lower - sine * tangentX) / scale;
  const xy = (sine * lower + cosine * tangentX) / scale;
  const yx = (cosine * tangentY - sine) / scale;
  const yy = (cosine + sine * tangentY) / scale;
  return { xx, xy, x0: -xx * x - xy * y, yx, yy, y0: -yx * x - yy * y };
}

function tangent(degrees: number): number {
  const [sine, cosine] = sineAndCosine(degrees);
  return sine / cosine;
}
