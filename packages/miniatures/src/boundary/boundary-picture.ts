import { colourOf } from '../inside/colour-of.ts';
import { sharpContext } from '../inside/sharp-context.ts';
import type { LabelledPoint } from './points.ts';

/** The number of probabilities across and down. */
const [COLUMNS, ROWS] = [64, 40];

/** The colours of both classes, and of the ground between them. */
const COLOURS = [
  'var(--thalweg-class-0, light-dark(#a65a0b, #e9a94f))',
  'var(--thalweg-class-1, light-dark(#2a5f9e, #7fb2ec))',
  'var(--thalweg-paper, light-dark(#fdfbf7, #1f1c19))',
];

/** Draws the points over the side of the boundary on which the network places each part of the square. */
export class BoundaryPicture {
  readonly #host: HTMLElement;
  readonly #small: HTMLCanvasElement;

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#small = host.ownerDocument.createElement('canvas');
    [this.#small.width, this.#small.height] = [COLUMNS, ROWS];
  }

  draw(
    canvas: HTMLCanvasElement,
    points: readonly LabelledPoint[],
    map: (columns: number, rows: number) => ArrayLike<number>,
  ): void {
    const { context, width, height } = sharpContext(canvas);
    if (width === 0) return;
    const [first, second, paper] = COLOURS.map(colour => colourOf(this.#host, colour));
    const small = this.#small.getContext('2d')!;
    const image = small.createImageData(COLUMNS, ROWS);
    const probabilities = map(COLUMNS, ROWS);
    for (let i = 0; i < COLUMNS * ROWS; i++) {
      const side = 2 * probabilities[i]! - 1;
      const ink = (side < 0 ? first : second)!;
      // Pale, so that the points stand out; the boundary itself is the colour of paper.
      const share = 0.55 * Math.abs(side);
      for (let channel = 0; channel < 3; channel++)
        image.data[4 * i + channel] = paper![channel]! + share * (ink[channel]! - paper![channel]!);
      image.data[4 * i + 3] = 255;
    }
    small.putImageData(image, 0, 0);
    context.drawImage(this.#small, 0, 0, width, height);
    for (const { x, y, label } of points) {
      context.beginPath();
      context.arc(((x + 1) / 2) * width, ((1 - y) / 2) * height, 3.5, 0, 2 * Math.PI);
      context.fillStyle = `rgb(${(label === 0 ? first : second)!.join()})`;
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = `rgb(${paper!.join()})`;
      context.stroke();
    }
  }
}
