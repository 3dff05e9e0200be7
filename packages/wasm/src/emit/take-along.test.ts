import { constant, gradient, input, mul, parameter, sum, takeAlong, type Node } from '@thalweg/graph';
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, failureOf, numbers, passOf } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';
import { wasm } from '../wasm.ts';

/** A table, the axis, and how many indices there are along it. */
const cases: readonly (readonly [table: Sizes, axis: number, along: number])[] = [
  [[5], 0, 7],
  [[5], 0, 0],
  [[5, 3], 0, 2],
  [[3, 5], 1, 9],
  [[2, 4, 3], 1, 5],
  [[2, 1, 3], 1, 2],
  [[4, 0], 0, 3],
  [[0, 4], 1, 3],
];

function indices(table: Sizes, axis: number, along: number): Node {
  const shape = table.map((length, i) => (i === axis ? along : length));
  const places = numbers(sizeOf(shape)).map(x => Math.floor(1000 * Math.abs(x)) % table[axis]!);
  return constant(tensor(places, { shape, dtype: 'int32' })) as Node;
}

describe('compiled takeAlong', () => {
  it.each(['float32', 'float64', 'int32', 'bool'] as const)('takes what the interpreter takes of %s', dtype => {
    for (const [table, axis, along] of cases)
      expectSameBits([takeAlong(sized(table, dtype), indices(table, axis, along), { axis })]);
  });

  it.each(['float32', 'float64'] as const)('adds its gradient of %s up as the interpreter does', dtype => {
    for (const [table, axis, along] of cases) {
      const source = sized(table, dtype);
      const taken = takeAlong(source, indices(table, axis, along), { axis });
      expectSameBits([gradient(sum(mul(taken, sized(taken.shape as Sizes, dtype))), source)]);
    }
  });

  it('forgets what the pass before added', () => {
    const at = input('at', [2, 2], 'int32');
    const source = sized([2, 5]);
    const scatter = gradient(sum(mul(takeAlong(source, at), sized([2, 2]))), source);
    const places = (...data: number[]) => [[at, tensor(data, { shape: [2, 2], dtype: 'int32' })]] as const;
    expectSameBits([scatter], places(0, 1, 2, 3), places(1, 4, 0, 0));
  });

  it('has the interpreter’s error for an index out of range', () => {
    const at = input('at', [2, 3], 'int32');
    const taken = takeAlong(parameter([[1, 2], [3, 4]]), at); // prettier-ignore
    for (const places of [
      [0, 1, 1, 0, 2, 0],
      [0, 1, 1, 0, 1, -1],
    ]) {
      const feeds = [[at, tensor(places, { shape: [2, 3], dtype: 'int32' })]] as const;
      const message = failureOf(() => passOf([taken], feeds));
      expect(message).toContain('takeAlong: indices must be from 0 to 1');
      expect(failureOf(() => passOf([taken], feeds, wasm()))).toBe(message);
    }
  });
});
