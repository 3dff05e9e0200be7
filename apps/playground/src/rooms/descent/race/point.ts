/** A point in the plane of a race. */
export type Point = readonly [x: number, y: number];

/** An interval. */
export type Range = readonly [lo: number, hi: number];

/** A rectangular part of the plane. */
export interface View {
  readonly x: Range;
  readonly y: Range;
}

/** The farthest that a point may be from the origin: far beyond every surface, and a number that float32 has. */
const FARTHEST = 1e6;

/** Parses two numbers separated by a comma, neither beyond {@link FARTHEST}; returns `undefined` for any other text. */
export function parsePoint(text: string): Point | undefined {
  const [x = NaN, y = NaN, ...more] = text.split(',').map(part => (part.trim() === '' ? NaN : Number(part)));
  return more.length === 0 && Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST ? [x, y] : undefined;
}

/** Parses a list of the given names, separated by commas; returns `undefined` if there is any other name. */
export function parseNames(text: string, names: readonly string[]): readonly string[] | undefined {
  const asked = text === '' ? [] : text.split(',');
  return asked.every(name => names.includes(name)) ? names.filter(name => asked.includes(name)) : undefined;
}

/** Parses a whole number from 0 to `most`; returns `undefined` for any other text. */
export function parseWhole(text: string, most: number): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}
