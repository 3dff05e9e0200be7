import type { Tensor } from '@thalweg/tensor';

/** The maximum number of cells along a side. Of a larger tensor, every n-th row or column is drawn. */
const MAX_CELLS = 64;

/** Returns the rows and columns of a heat map: all leading axes become rows, and a vector is one row. */
export function gridOf(shape: readonly number[]): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

/**
 * Paints a tensor as a heat map: blue below zero, orange above, relative to the largest magnitude `scale`. Elements that
 * are not finite are magenta.
 */
export function paintHeatMap(canvas: HTMLCanvasElement, { shape, data }: Tensor, scale: number): void {
  const [rows, columns] = gridOf(shape as readonly number[]);
  const [height, width] = [Math.min(rows, MAX_CELLS), Math.min(columns, MAX_CELLS)];
  if (width === 0 || height === 0) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  for (let row = 0; row < height; row++) {
    const start = Math.floor((row * rows) / height) * columns;
    for (let column = 0; column < width; column++) {
      const x = data[start + Math.floor((column * columns) / width)]!;
      paintCell(image.data, 4 * (row * width + column), scale === 0 ? 0 : x / scale);
    }
  }
  context.putImageData(image, 0, 0);
}

/** Paints one cell: −1 is blue, 0 nearly white, 1 orange. */
function paintCell(pixels: Uint8ClampedArray, at: number, x: number): void {
  const magnitude = Math.min(1, Math.abs(x));
  const [red, green, blue] = !Number.isFinite(x) ? [216, 0, 216] : x < 0 ? [20, 90, 200] : [214, 96, 0];
  const white = Number.isFinite(x) ? 1 - magnitude : 0;
  pixels[at] = red + (246 - red) * white;
  pixels[at + 1] = green + (246 - green) * white;
  pixels[at + 2] = blue + (246 - blue) * white;
  pixels[at + 3] = 255;
}

/** The statistics shown beside a tensor’s heat map. */
interface TensorSummary {
  /** The least and the largest finite element; NaN if there are none. */
  readonly least: number;
  readonly most: number;
  /** The share of elements that are 0, from 0 to 1. */
  readonly zeros: number;
  /** The number of NaN elements and of infinite ones. */
  readonly nans: number;
  readonly infinities: number;
}

/** Computes the summary of a tensor in one pass over its elements. */
export function summaryOf({ data, size }: Tensor): TensorSummary {
  let [least, most, zeros, nans, infinities] = [Infinity, -Infinity, 0, 0, 0];
  for (const x of data) {
    if (x !== x) nans++;
    else if (x === Infinity || x === -Infinity) infinities++;
    else {
      if (x < least) least = x;
      if (x > most) most = x;
      if (x === 0) zeros++;
    }
  }
  const hasFinite = nans + infinities < size;
  return {
    least: hasFinite ? least : NaN,
    most: hasFinite ? most : NaN,
    zeros: size === 0 ? 0 : zeros / size,
    nans,
    infinities,
  };
}
