import type { NumberParts } from '../column-transform.ts';

/** Makes a number a feature, without changes. */
export const asItIs: NumberParts = {
  family: 'number',
  suffixes: [''],
  initial: () => ({}),
  add: () => {},
  isEmpty: () => false,
  writer: () => (x, out, at) => void (out[at] = x),
};
