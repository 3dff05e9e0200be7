import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** A parameter of a transform: a number is that number, and a pair `[from, to]` is drawn uniformly from between. */
export type Drawn = number | readonly [from: number, to: number];

/** A byte for all channels of a pixel, or one for each. */
export type Fill = number | readonly number[];

/** A parameter for each axis of an image, or one for both, drawn for each. */
export type DrawnForAxes = Drawn | { readonly x?: Drawn; readonly y?: Drawn };

/** The least and the largest value of a parameter. */
export type Between = readonly [least: number, most: number];

/** The bounds of angles: more than a turn is a mistake. */
export const DEGREES: Between = [-360, 360];

const FINITE: Between = [-Number.MAX_VALUE, Number.MAX_VALUE];

/** Returns both ends of a parameter. Throws `ContractError` unless they are numbers between the bounds, in order. */
export function rangeOf(name: string, option: string, value: Drawn, [least, most]: Between = FINITE): Between {
  const [from, to] =
    Array.isArray(value) && value.length === 2 ? (value as Between) : [value as number, value as number];
  const isRange = typeof from === 'number' && typeof to === 'number' && least <= from && from <= to && to <= most;
  if (isRange) return [from, to];
  const bounds = least === -Number.MAX_VALUE ? 'finite' : `from ${least} to ${most}`;
  throw new ContractError(
    name,
    `${option} must be a number or a pair [from, to], ${bounds}`,
    Array.isArray(value) ? `[${value.map(printed).join(', ')}]` : printed(value),
    `Try { ${option}: ${least <= 0 ? '[-2, 2]' : '[0.9, 1.1]'} }.`,
  );
}

/** Returns the ranges of a parameter for x and for y. */
export function rangesOf(
  name: string,
  option: string,
  value: DrawnForAxes,
  between: Between = FINITE,
): [Between, Between] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const range = rangeOf(name, option, value as Drawn, between);
    return [range, range];
  }
  const { x = 0, y = 0, ...others } = value as { x?: Drawn; y?: Drawn };
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new ContractError(
      name,
      `${option} must have x and y alone`,
      `'${other}'`,
      `Try { ${option}: { x: [-2, 2] } }.`,
    );
  return [rangeOf(name, `${option}.x`, x, between), rangeOf(name, `${option}.y`, y, between)];
}

/** Returns the place in a range that a uniform number of [0, 1) stands for. */
export function within([from, to]: Between, uniform: number): number {
  return from === to ? from : from + (to - from) * uniform;
}

/** Returns a whole number. Throws `ContractError` unless it is one, at least `least`. */
export function wholeOf(name: string, option: string, value: number | undefined, least: number): number {
  if (Number.isSafeInteger(value) && value! >= least) return value!;
  throw new ContractError(
    name,
    `${option} must be a whole number, at least ${least}`,
    printed(value),
    `Try { ${option}: ${Math.max(least, 28)} }.`,
  );
}

/** Returns a probability. Throws `ContractError` unless it is a number from 0 to 1. */
export function probabilityOf(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new ContractError(name, 'probability must be from 0 to 1', printed(value), 'Try { probability: 0.5 }.');
}

/** Returns a fill, black by default. Throws `ContractError` unless it consists of bytes. */
export function fillOf(name: string, fill: Fill = 0): Fill {
  const bytes = Array.isArray(fill) ? (fill as readonly number[]) : [fill as number];
  const wrong = bytes.find(byte => !(Number.isInteger(byte) && byte >= 0 && byte <= 255));
  if (wrong === undefined && bytes.length > 0) return fill;
  throw new ContractError(
    name,
    'fill must be a whole number from 0 to 255, or one for each channel',
    bytes.length === 0 ? '[]' : printed(wrong),
    'Black is 0, and white 255.',
  );
}

/** Returns one byte for each channel. Throws `ContractError` if the fill has another number of them. */
export function pixelOf(name: string, fill: Fill, channels: number): Uint8Array {
  if (typeof fill === 'number') return new Uint8Array(channels).fill(fill);
  if (fill.length === channels) return Uint8Array.from(fill);
  throw new ContractError(
    name,
    `fill must have a byte for each of ${channels} channels`,
    `${fill.length}`,
    'A single number fills all channels.',
  );
}

/** Writes a pixel to the places from `from` to `to`, counted in bytes. */
export function paint(data: Uint8Array, pixel: Uint8Array, from: number = 0, to: number = data.length): void {
  if (pixel.every(byte => byte === pixel[0])) data.fill(pixel[0]!, from, to);
  else for (let at = from; at < to; at += pixel.length) data.set(pixel, at);
}
