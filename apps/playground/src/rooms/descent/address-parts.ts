import type { Point } from './point.ts';

/** Two numbers with a comma between them; `undefined` for what is none. */
export function parsePoint(text: string): Point | undefined {
  const [x = NaN, y = NaN, ...more] = text.split(',').map(part => (part.trim() === '' ? NaN : Number(part)));
  return more.length === 0 && Number.isFinite(x) && Number.isFinite(y) ? [x, y] : undefined;
}

/** Some of these names with commas between them, or none; `undefined` if there is another. */
export function parseNames(text: string, names: readonly string[]): readonly string[] | undefined {
  const asked = text === '' ? [] : text.split(',');
  return asked.every(name => names.includes(name)) ? names.filter(name => asked.includes(name)) : undefined;
}

/** A whole number from 0 on; `undefined` for what is none. */
export function parseWhole(text: string, most: number): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}
