import { layeredLayout } from './layered-layout.ts';
import type { PictureLayout, PictureSizes } from './picture-layout.ts';
import { turnedLayout, turnedSizes } from './turned.ts';

/** Below this scale, values flow down instead of to the right if more of the picture is seen then. */
const READABLE = 0.7;

/** The layouts of a picture, each computed when it is first wanted. */
export class Layouts {
  readonly #sizes: PictureSizes;
  #right: Promise<PictureLayout> | undefined = undefined;
  #down: Promise<PictureLayout> | undefined = undefined;

  constructor(sizes: PictureSizes) {
    this.#sizes = sizes;
  }

  /** Returns the layout that shows most of the picture in a place of some width, in pixels. */
  async within(width: number): Promise<PictureLayout> {
    this.#right ??= layeredLayout(this.#sizes);
    const right = await this.#right;
    if (scaleWithin(width, right) >= READABLE) return right;
    this.#down ??= layeredLayout(turnedSizes(this.#sizes)).then(turnedLayout);
    const down = await this.#down;
    return scaleWithin(width, down) > scaleWithin(width, right) ? down : right;
  }
}

/** Returns the scale at which a layout fits into a place of some width: at most 1. */
export function scaleWithin(width: number, layout: PictureLayout): number {
  return Math.min(1, width / layout.width);
}
