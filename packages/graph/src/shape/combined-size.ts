import type { Shape } from '@thalweg/tensor';

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
