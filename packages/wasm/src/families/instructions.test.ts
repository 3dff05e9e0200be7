import { describe, expect, it } from 'vitest';
import { valuesAt } from '../testing/worst.ts';
import { ALL_FAMILIES } from './families.ts';

/** The instructions whose code for vectors is a function. */
const functions = ALL_FAMILIES.flatMap(({ instructions = {} }) => Object.entries(instructions)).flatMap(
  ([name, { vector }]) => (typeof vector === 'function' ? [[name, vector] as const] : []),
);

/** Those of two operands. */
const twofold = new Set(['atan2', 'fmod', 'pow']);

const x = [0.1, -0.7, 1.3, 2, 30, 1e8, -1e-40, 0, -0];

describe('elementary functions of four lanes', () => {
  it.each(functions)('%s of a lane has the same bits whatever is in the others', (name, write) => {
    const columns = (...first: number[]): number[][] => (twofold.has(name) ? [first, [0.75, -0.5, 0, 9]] : [first]);
    const alone = x.map(value => valuesAt(write, ...columns(value, 1, 1, 1))[0]);
    for (const others of [
      [-1, NaN, 1e30],
      [0, Infinity, -1e-45],
      [-Infinity, -0, 1e-40],
    ])
      expect(x.map(value => valuesAt(write, ...columns(value, ...others))[0])).toEqual(alone);
  });
});
