import type { Tensor } from '@thalweg/tensor';

/** The most cells along a side: what is larger is drawn by every n-th row or column. */
const MOST = 64;

/** Rows and columns of a picture: leading axes are rows, a vector is one row. */
export function gridOf(shape: readonly number[]): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

/**
 * Paints a tensor as a heat map: blue below zero, orange above, in proportion to the largest magnitude `scale`; what is
 * not finite is magenta.
 */
export function paintHeatMap(canvas: HTMLCanvasElement, { shape, data }: Tensor, scale: number): void {
  const [rows, columns] = gridOf(shape as readonly number[]);
  const [height, width] = [Math.min(rows, MOST), Math.min(columns, MOST)];
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

/** From −1, blue, by 0, nearly white, to 1, orange. */
function paintCell(pixels: Uint8ClampedArray, at: number, x: number): void {
  const part = Math.min(1, Math.abs(x));
  const [red, green, blue] = !Number.isFinite(x) ? [216, 0, 216] : x < 0 ? [20, 90, 200] : [214, 96, 0];
  const white = Number.isFinite(x) ? 1 - part : 0;
  pixels[at] = red + (246 - red) * white;
  pixels[at + 1] = green + (246 - green) * white;
  pixels[at + 2] = blue + (246 - blue) * white;
  pixels[at + 3] = 255;
}
