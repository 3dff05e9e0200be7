import type { Rgb } from './colours.ts';
import { SIDE, type Maps } from './maps.ts';

/** The number of shades between two colours. */
const SHADES = 64;

/** Colours as pixels, from the first colour to the second. */
export type Ramp = Uint32Array;

/** Returns the shades from one colour to another. */
export function ramp(from: Rgb, to: Rgb): Ramp {
  const bytes = new Uint8ClampedArray(4 * (SHADES + 1));
  for (let shade = 0; shade <= SHADES; shade++)
    bytes.set([...from.map((part, i) => part + (shade / SHADES) * (to[i]! - part)), 255], 4 * shade);
  return new Uint32Array(bytes.buffer);
}

/** Returns the number of a shade; NaN has the first. */
const shadeOf = (share: number): number => Math.min(Math.max(share | 0, 0), SHADES);

/** Paints each place in the colour of its most probable class: the surer, the stronger. NaN has the weakest. */
export function paintClasses({ values, stride, classes }: Maps, ramps: readonly Ramp[], pixels: Uint32Array): void {
  const count = stride - classes;
  const scale = (SHADES * count) / (count - 1);
  for (let place = 0, at = classes; place < pixels.length; place++, at += stride) {
    let best = 0;
    for (let i = 1; i < count; i++) if (values[at + i]! > values[at + best]!) best = i;
    pixels[place] = ramps[best]![shadeOf((values[at + best]! - 1 / count) * scale)]!;
  }
}

/** Paints one value of each place, such as a unit: from `−most` in the first ramp’s colour to `most` in the second’s. */
export function paintSigned(
  { values, stride }: Pick<Maps, 'values' | 'stride'>,
  unit: number,
  { below, above, most }: { readonly below: Ramp; readonly above: Ramp; readonly most: number },
  pixels: Uint32Array,
  every = 1,
): void {
  const side = SIDE / every;
  const scale = SHADES / most;
  for (let row = 0, pixel = 0; row < side; row++)
    for (let column = 0; column < side; column++, pixel++) {
      const value = values[(row * SIDE + column) * every * stride + unit]!;
      pixels[pixel] = (value < 0 ? below : above)[shadeOf(Math.abs(value) * scale)]!;
    }
}

/** Returns the largest size of a value over all places. */
export function largest({ values, stride }: Pick<Maps, 'values' | 'stride'>, unit: number): number {
  let most = 0;
  for (let at = unit; at < values.length; at += stride) most = Math.max(most, Math.abs(values[at]!));
  return most;
}

/** Paints each place in the colour of the class that gains most, in proportion to the largest gain of all. */
export function paintChange(
  { maps, most }: { readonly maps: Maps; readonly most: number },
  ramps: readonly Ramp[],
  pixels: Uint32Array,
): void {
  const { values, stride } = maps;
  const scale = most > 0 ? SHADES / most : 0;
  for (let place = 0, at = 0; place < pixels.length; place++, at += stride) {
    let best = 0;
    for (let i = 1; i < stride; i++) if (values[at + i]! > values[at + best]!) best = i;
    pixels[place] = ramps[best]![shadeOf(values[at + best]! * scale)]!;
  }
}
