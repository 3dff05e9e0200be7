import type { Tensor } from '@thalweg/tensor';
import { SIDE } from './drawing/drawing.ts';

/** Filters in a row of the picture. */
const ACROSS = 16;

/** Pixels from one filter to the next: a gap of one lies between. */
const PITCH = SIDE + 1;

/** Colours of weights: below zero, at zero, above. */
const BELOW = [33, 102, 172] as const;
const ZERO = [247, 247, 247] as const;
const ABOVE = [178, 24, 43] as const;

/** The size of a picture of so many filters. */
export function sizeOfFilters(units: number): { readonly width: number; readonly height: number } {
  return { width: ACROSS * PITCH - 1, height: Math.ceil(units / ACROSS) * PITCH - 1 };
}

/**
 * Paints what each unit looks for: its weights from the 784 pixels, as an image of its own, each with its full range of colours. A
 * unit with a weight that is no number is black.
 *
 * @param weights `[784, units]`
 * @param image of the size that {@link sizeOfFilters} tells; what lies between filters is left as it is
 */
export function paintFilters(
  { data, shape }: Tensor,
  image: { readonly data: Uint8ClampedArray; readonly width: number },
): void {
  const units = shape[1]!;
  for (let unit = 0; unit < units; unit++) {
    let most = 0;
    for (let pixel = unit; pixel < data.length; pixel += units) most = Math.max(most, Math.abs(data[pixel]!));
    const [left, top] = [(unit % ACROSS) * PITCH, Math.floor(unit / ACROSS) * PITCH];
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const at = 4 * ((top + Math.floor(pixel / SIDE)) * image.width + left + (pixel % SIDE));
      paint(image.data, at, most === 0 ? 0 : data[pixel * units + unit]! / most);
    }
  }
}

function paint(pixels: Uint8ClampedArray, at: number, share: number): void {
  const end = share < 0 ? BELOW : ABOVE;
  const strength = Math.abs(share);
  for (let channel = 0; channel < 3; channel++)
    pixels[at + channel] = ZERO[channel]! + strength * (end[channel]! - ZERO[channel]!);
  pixels[at + 3] = 255;
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
