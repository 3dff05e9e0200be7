import type { Sizes } from '@thalweg/tensor';

/** Windows over [images, height, width, channels], as plain numbers. */
export interface NaiveWindows {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  /** The distance of elements; 1 by default. */
  readonly dilation?: readonly [number, number];
  /** The elements before and after, of rows and of columns. */
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
}

/** The places of the elements of each window that are not padding, in the order of the result, found by looking at all. */
export function naiveWindows([images, height, width, channels]: Sizes, windows: NaiveWindows): number[][] {
  const { size, stride, padding, dilation = [1, 1] } = windows;
  const span = size.map((count, axis) => (count - 1) * dilation[axis]! + 1) as [number, number];
  const isIn = (place: number, from: number, axis: 0 | 1): boolean =>
    place >= from && place < from + span[axis] && (place - from) % dilation[axis] === 0;
  const found: number[][] = [];
  for (let image = 0; image < images!; image++)
    for (let top = -padding[0][0]; top + span[0] <= height! + padding[0][1]; top += stride[0])
      for (let left = -padding[1][0]; left + span[1] <= width! + padding[1][1]; left += stride[1])
        for (let channel = 0; channel < channels!; channel++) {
          const places: number[] = [];
          for (let y = 0; y < height!; y++)
            for (let x = 0; x < width!; x++)
              if (isIn(y, top, 0) && isIn(x, left, 1))
                places.push(((image * height! + y) * width! + x) * channels! + channel);
          found.push(places);
        }
  return found;
}

/** The least padding with which as many windows fit as `'same'` promises, the smaller half before. */
export function sameSides(length: number, size: number, stride: number): readonly [number, number] {
  let total = 0;
  while ((Math.ceil(length / stride) - 1) * stride + size > length + total) total++;
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
