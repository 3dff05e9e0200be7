import { Pixels } from '@thalweg/data';
import { ContractError, printShape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type AxisPlan, planAxis, resampleColumns, resampleRows } from '../transform-parts/resample.ts';
import { wholeOf } from '../transform-parts/parameters.ts';
import { perImage } from '../transform-parts/per-image.ts';

/** Options of {@link resize}: both sides, or the shorter one. */
export type ResizeOptions =
  | {
      /** Rows of the result. */
      readonly height: number;
      /** Columns of the result. */
      readonly width: number;
      readonly shorter?: never;
    }
  | {
      /** The length of the shorter side; the other follows in proportion, rounded down. */
      readonly shorter: number;
      readonly height?: never;
      readonly width?: never;
    };

/**
 * Returns a function that changes the size of an image. Each pixel is the mean of those that it covers, weighted by a triangle:
 * bilinear upwards, antialiased downwards. Each channel is resampled alone.
 *
 * - **Shape** `[h, w, c] → [height, width, c]`
 * - **Rounding** first along rows, then along columns, in whole numbers of 2⁻²² as Pillow's `resize` with `BILINEAR`: equal bytes
 * - **Memory** weights are computed once for each size
 * - **Throws** `ContractError` for an empty image, and for a size that is not a whole number of at least 1
 *
 * @example
 * Array.from(resize({ height: 1, width: 2 })(new Pixels([1, 4, 1], Uint8Array.of(0, 10, 20, 30))).data) // => [7, 23]
 */
export function resize(options: ResizeOptions): (image: Pixels) => Pixels {
  const sizeFor = sizeOfResult(options);
  const plans = { x: planner(), y: planner() };
  return perImage('resize', image => {
    if (image.data.length === 0)
      throw new ContractError(
        'resize',
        'the image must have pixels',
        printShape(image.shape),
        'Leave it out by filter.',
      );
    const [height, width] = sizeFor(image);
    const narrowed = width === image.width ? image : resampleRows(image, plans.x(image.width, width));
    const resized = height === image.height ? narrowed : resampleColumns(narrowed, plans.y(image.height, height));
    return resized === image ? new Pixels(image.shape, image.data.slice()) : resized;
  });
}

function sizeOfResult(options: ResizeOptions): (image: Pixels) => [height: number, width: number] {
  const given = optionsOf('resize', options as Partial<Record<'height' | 'width' | 'shorter', number>>, {
    height: undefined,
    width: undefined,
    shorter: undefined,
  });
  if (given.shorter === undefined) {
    const height = wholeOf('resize', 'height', given.height, 1);
    const width = wholeOf('resize', 'width', given.width, 1);
    return () => [height, width];
  }
  const shorter = wholeOf('resize', 'shorter', given.shorter, 1);
  if (given.height !== undefined || given.width !== undefined)
    throw new ContractError('resize', 'shorter must be the only size', 'height or width too', 'Leave one out.');
  return image => {
    const longer = Math.floor((shorter * Math.max(image.height, image.width)) / Math.min(image.height, image.width));
    return image.height < image.width ? [shorter, longer] : [longer, shorter];
  };
}

/** Keeps the last plan: most images of a pipeline have the same size. */
function planner(): (from: number, to: number) => AxisPlan {
  let last: AxisPlan | undefined;
  return (from, to) => (last?.from === from && last.to === to ? last : (last = planAxis(from, to)));
}
