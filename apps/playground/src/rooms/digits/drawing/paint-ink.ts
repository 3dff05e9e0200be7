import { DARKEST, SIDE, type Drawing } from './drawing.ts';

/** Returns the ink of a drawing, from 0 to 1. */
export function inkOf(drawing: Drawing): Float32Array {
  return Float32Array.from(drawing, level => level / DARKEST);
}

/** Paints ink from 0 to 1 as an image: 0 is white, 1 is black. */
export function paintInk(canvas: HTMLCanvasElement, ink: Float32Array): void {
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    image.data.fill(255 * (1 - ink[i]!), 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
