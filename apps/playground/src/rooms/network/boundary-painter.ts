import { onLookChange } from '../../charts/look.ts';
import { coloursAt, mixed } from './colours.ts';
import type { Change } from './look-ahead.ts';
import { SIDE, type Maps } from './maps.ts';
import { paintChange, paintClasses, ramp, type Ramp } from './paint-maps.ts';
import { MOST_CLASSES } from './settings.ts';

/** The share of a class’s colour in its ground, on which its points must stand out. */
const GROUND = 0.5;

/** Paints the decisions of a network on a canvas, in the colours of the page. */
export class BoundaryPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #image: ImageData;
  readonly #pixels: Uint32Array;
  #ramps: readonly Ramp[];
  readonly #stop: () => void;

  /** `onlook` is called when the colours of the page have changed. */
  constructor(canvas: HTMLCanvasElement, onlook: () => void) {
    this.#canvas = canvas;
    canvas.width = canvas.height = SIDE;
    this.#context = canvas.getContext('2d')!;
    this.#image = new ImageData(SIDE, SIDE);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#ramps = this.#findRamps();
    this.#stop = onLookChange(() => {
      this.#ramps = this.#findRamps();
      onlook();
    });
  }

  /** Paints each place in the colour of its most probable class. */
  paint(maps: Maps): void {
    paintClasses(maps, this.#ramps, this.#pixels);
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Paints each place in the colour of the class that the next step makes more probable. */
  paintChange(change: Change): void {
    paintChange(change, this.#ramps, this.#pixels);
    this.#context.putImageData(this.#image, 0, 0);
  }

  close(): void {
    this.#stop();
  }

  #findRamps(): readonly Ramp[] {
    const names = Array.from({ length: MOST_CLASSES }, (_, i) => `class-${i}`);
    const [surface, ...colours] = coloursAt(this.#canvas.parentElement!, ['surface', ...names]);
    return colours.map(colour => ramp(surface!, mixed(surface!, colour, GROUND)));
  }
}
