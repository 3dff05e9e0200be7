import { type Maps, SIDE } from '../training/maps.ts';

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

/** A colour as red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Returns the colours of CSS variables as they are at an element: a canvas needs their numbers. */
export function coloursAt(element: HTMLElement, names: readonly string[]): Rgb[] {
  // The browser resolves a custom property only when an element uses it as its colour.
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const colours = names.map(name => {
    probe.style.color = `var(--${name})`;
    return parseRgb(getComputedStyle(probe).color);
  });
  probe.remove();
  return colours;
}

function parseRgb(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Returns a mix of two colours. */
export function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, i) => part + share * (to[i]! - part)) as unknown as Rgb;
}
