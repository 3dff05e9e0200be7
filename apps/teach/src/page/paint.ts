import type { Pixels } from '@thalweg/data';

/** Returns an attachment that shows a picture on a canvas. */
export const paint =
  ({ width, height, data }: Pixels) =>
  (canvas: HTMLCanvasElement) => {
    const image = new ImageData(width, height);
    for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : data[(i >> 2) * 3 + (i % 4)]!;
    Object.assign(canvas, { width, height }).getContext('2d')!.putImageData(image, 0, 0);
  };
