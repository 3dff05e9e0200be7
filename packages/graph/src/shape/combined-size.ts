import type { Shape } from '@thalweg/tensor';
import { slidingAxis, type SlidingParts, spanOf } from './sliding.ts';

/** The name of a size times a number; any text for a size that is no plain name, which `normalSize` writes otherwise. */
export type TimesName<Name extends string, Times extends number> = string extends Name
  ? string
  : Name extends `${string}${'+' | '*' | '/' | '^' | '(' | ')' | '-'}${string}`
    ? string
    : `${Name}*${Times}`;

/** The size of axes laid end to end; a name if one of them has one, as in `batch+2`. */
export function sumOfSizes(sizes: Shape): number | string {
  const fixed = fixedOf(sizes).reduce((sum, size) => sum + size, 0);
  const names = namesOf(sizes);
  return names.length === 0 ? fixed : [...names, ...(fixed === 0 ? [] : [fixed])].join('+');
}

/** The size of axes merged into one; a name if one of them has one, as in `batch*2`. */
export function productOfSizes(sizes: Shape): number | string {
  const fixed = fixedOf(sizes).reduce((product, size) => product * size, 1);
  const names = namesOf(sizes).map(name => (/\+|-\d+$/.test(name) ? `(${name})` : name));
  return names.length === 0 || fixed === 0 ? fixed : [...names, ...(fixed === 1 ? [] : [fixed])].join('*');
}

function namesOf(sizes: Shape): string[] {
  return sizes.filter(size => typeof size === 'string');
}

function fixedOf(sizes: Shape): number[] {
  return sizes.filter(size => typeof size === 'number');
}

/**
 * Returns the number of places of a window along an axis. That of an axis with a name has a name that says how it follows,
 * as in `(time+1)/2`, rounded down: equal names are equal sizes.
 *
 * - **Throws** `ShapeError` if the window is larger than the axis with its padding
 */
export function slidSize(what: string, size: number | string, parts: SlidingParts, shape: Shape): number | string {
  if (typeof size === 'number') return slidingAxis(what, { ...parts, size }, shape).out;
  const { kernel, stride, dilation, padding } = parts;
  const added = padding === 'valid' ? 0 : padding === 'same' ? undefined : padding[0] + padding[1];
  return floored(size, added === undefined ? stride - 1 : added - spanOf(kernel, dilation) + stride, stride);
}

/** The name of `⌊(size + more) / by⌋`. What was added to the size before, as in `time+2`, is counted in. */
function floored(name: string, more: number, by: number): string {
  const [, base, before] = /^([^]+?)([+-]\d+)?$/.exec(name)!;
  const offset = more + Number(before ?? 0);
  const sum = offset === 0 ? base! : `${base!}${offset < 0 ? '' : '+'}${offset}`;
  if (by === 1) return sum;
  // Of several names, no name is divided alone.
  if (/[*+]\D/.test(base!)) return `(${sum})/${by}`;
  if (sum.endsWith(`*${by}`)) return sum.slice(0, -`*${by}`.length).replace(/^\(([^()]*)\)$/, '$1');
  return /[+-]/.test(sum) ? `(${sum})/${by}` : `${sum}/${by}`;
}
