import type { Tensor, TypedArray } from '@thalweg/tensor';
import { SIDE } from './drawing/drawing.ts';

/** Filters in a row of the picture. */
const ACROSS = 16;

/** Pixels from one filter to the next: a gap of one lies between. */
const PITCH = SIDE + 1;

/** Colours of weights: far below zero, at zero, far above; and of what is no number. */
const BELOW = [33, 102, 172] as const;
const ZERO = [247, 247, 247] as const;
const ABOVE = [178, 24, 43] as const;
const LOST = [0, 0, 0] as const;

/** Shades from zero to either end. */
const SHADES = 127;

/** The size of a picture of so many filters. */
export function sizeOfFilters(units: number): { readonly width: number; readonly height: number } {
  return { width: ACROSS * PITCH - 1, height: Math.ceil(units / ACROSS) * PITCH - 1 };
}

/** Paints what each unit looks for: its weights from the 784 pixels, as an image of its own. */
export class FilterPainter {
  /** The colour of what is no number, and then those of shades. */
  readonly #colours = coloursOf();

  /**
   * Paints each unit with its full range of colours; one with a weight that is no number is black.
   *
   * @param weights `[784, units]`
   * @param image of the size that {@link sizeOfFilters} tells; what lies between filters is left as it is
   */
  paint(
    { data, shape }: Tensor,
    image: { readonly data: Uint8ClampedArray<ArrayBuffer>; readonly width: number },
  ): void {
    const units = shape[1]!;
    const scales = scalesOf(data, units);
    const starts = Uint32Array.from(scales, (_, unit) => startOf(unit, image.width));
    const pixels = new Uint32Array(image.data.buffer);
    const colours = this.#colours;
    // In the order in which the weights lie.
    for (let pixel = 0, at = 0; pixel < SIDE * SIDE; pixel++) {
      const inside = Math.floor(pixel / SIDE) * image.width + (pixel % SIDE);
      for (let unit = 0; unit < units; unit++, at++) {
        // Halves are rounded up; what is no number becomes 0.
        const shade = (data[at]! * scales[unit]! + (SHADES + 1.5)) | 0;
        pixels[starts[unit]! + inside] = colours[shade]!;
      }
    }
  }
}

/** Where the image of a unit begins. */
function startOf(unit: number, width: number): number {
  return Math.floor(unit / ACROSS) * PITCH * width + (unit % ACROSS) * PITCH;
}

/** What makes the largest weight of each unit its darkest shade. */
function scalesOf(data: TypedArray, units: number): Float64Array {
  const most = new Float64Array(units);
  for (let at = 0; at < data.length;)
    for (let unit = 0; unit < units; unit++, at++) {
      const size = Math.abs(data[at]!);
      // What is no number stays: nothing is larger.
      if (size > most[unit]! || Number.isNaN(size)) most[unit] = size;
    }
  return most.map(size => (size === 0 ? 0 : SHADES / size));
}

/** Colours as they lie in an image, four bytes each: first that of what is no number. */
function coloursOf(): Uint32Array {
  const bytes = new Uint8ClampedArray(4 * (2 * SHADES + 2));
  bytes.set([...LOST, 255]);
  for (let shade = -SHADES; shade <= SHADES; shade++) {
    const end = shade < 0 ? BELOW : ABOVE;
    const share = Math.abs(shade) / SHADES;
    bytes.set([...ZERO.map((zero, i) => zero + share * (end[i]! - zero)), 255], 4 * (shade + SHADES + 1));
  }
  return new Uint32Array(bytes.buffer);
}

/** What a unit is told of in a table. */
export interface FilterFacts {
  readonly least: number;
  readonly most: number;
  /** The digit that it speaks for most, by its weight there. */
  readonly digit: number;
}

/** What each unit looks for, in numbers. `filters` are `[784, units]`, `votes` `[units, 10]`. */
export function filterFacts(filters: Tensor, votes: Tensor): FilterFacts[] {
  const [pixels, units] = filters.shape as readonly [number, number];
  return Array.from({ length: units }, (_, unit) => {
    const weights = Array.from({ length: pixels }, (_, pixel) => filters.data[pixel * units + unit]!);
    const spoken = [...votes.data.subarray(10 * unit, 10 * unit + 10)] as number[];
    return { least: Math.min(...weights), most: Math.max(...weights), digit: spoken.indexOf(Math.max(...spoken)) };
  });
}
