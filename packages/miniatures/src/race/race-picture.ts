import { colourOf } from '../inside/colour-of.ts';
import { sharpContext, type Size } from '../inside/sharp-context.ts';
import type { Surface } from '../surfaces/surface.ts';
import { bandsOf, paintBands } from './bands.ts';
import { heightsOn, type Descent, type Position } from './descents.ts';

/** The colours of racers: those that a page gives, or Thalweg’s own. */
const COLOURS = [
  'var(--thalweg-racer-0, light-dark(#c2410c, #fb923c))',
  'var(--thalweg-racer-1, light-dark(#1d4ed8, #7fb2ff))',
  'var(--thalweg-racer-2, light-dark(#854d0e, #facc15))',
  'var(--thalweg-racer-3, light-dark(#15803d, #4ade80))',
  'var(--thalweg-racer-4, light-dark(#a21caf, #e879f9))',
];

/** Draws a race on its surface. The ground is painted once for each size and look. */
export class RacePicture {
  readonly #host: HTMLElement;
  readonly #surface: Surface;
  #ground: HTMLCanvasElement | undefined;
  #key = '';
  #colours: readonly string[] = [];

  constructor(host: HTMLElement, surface: Surface) {
    this.#host = host;
    this.#surface = surface;
  }

  draw(canvas: HTMLCanvasElement, racing: readonly Descent[]): void {
    const { context, width, height } = sharpContext(canvas);
    if (width === 0) return;
    this.#prepare(canvas, { width, height });
    context.drawImage(this.#ground!, 0, 0, width, height);
    racing.forEach(({ name, track }, i) => {
      const places = track.map(position => this.#place(position, { width, height }));
      const [x, y] = places.at(-1)!;
      context.strokeStyle = context.fillStyle = this.#colours[i % COLOURS.length]!;
      context.lineWidth = 2;
      context.lineJoin = 'round';
      context.stroke(new Path2D(`M${places.join('L')}`));
      context.beginPath();
      context.arc(x, y, 5, 0, 2 * Math.PI);
      context.fill();
      context.font = '600 13px system-ui, sans-serif';
      context.textAlign = 'right';
      context.fillText(name, width - 10, height - 10 - 18 * (racing.length - 1 - i));
    });
  }

  /** Returns the position of a point of the picture, from 0 to 1 in both directions. */
  positionAt(across: number, down: number): Position {
    const { x, y } = this.#surface.view;
    return [x[0] + across * (x[1] - x[0]), y[1] - down * (y[1] - y[0])];
  }

  #place([x, y]: Position, { width, height }: Size): Position {
    const { view } = this.#surface;
    // A canvas ignores what is not finite or very far away.
    const limit = (value: number): number => Math.min(Math.max(value, -1e4), 1e4);
    return [
      limit(((x - view.x[0]) / (view.x[1] - view.x[0])) * width),
      limit(((view.y[1] - y) / (view.y[1] - view.y[0])) * height),
    ];
  }

  #prepare(canvas: HTMLCanvasElement, { width, height }: Size): void {
    const [paper, ink] = [
      colourOf(this.#host, 'var(--thalweg-paper, light-dark(#fdfbf7, #1f1c19))'),
      colourOf(this.#host, 'var(--thalweg-contour, light-dark(#6f7f74, #8aa399))'),
    ];
    const key = [width, height, paper, ink].join();
    if (key === this.#key) return;
    this.#key = key;
    this.#colours = COLOURS.map(colour => `rgb(${colourOf(this.#host, colour).join()})`);
    this.#ground = canvas.ownerDocument.createElement('canvas');
    // Contours need no more than the pixels of the page.
    [this.#ground.width, this.#ground.height] = [Math.round(width), Math.round(height)];
    const context = this.#ground.getContext('2d')!;
    const image = context.createImageData(this.#ground.width, this.#ground.height);
    paintBands(bandsOf(heightsOn(this.#surface, image.width, image.height)), image.width, image.data, paper, ink);
    context.putImageData(image, 0, 0);
  }
}
