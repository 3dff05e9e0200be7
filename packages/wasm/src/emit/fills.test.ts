import { constant, input, oneHot } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { expectSameBits, failureOf, passOf } from '../testing/both-ways.ts';
import { wasm } from '../wasm.ts';

const dtypes = ['float32', 'float64', 'int32', 'bool'] as const;

it.each(dtypes)('compiled one-hot rows of %s are those of the interpreter', dtype => {
  for (const shape of [[], [0], [1], [7], [2, 3]])
    for (const size of [1, 2, 5, 16]) {
      const count = shape.reduce((product, length) => product * length, 1);
      const at = tensor(
        Array.from({ length: count }, (_, i) => (3 * i + 1) % size),
        { shape, dtype: 'int32' },
      );
      expectSameBits([oneHot(constant(at), size, { dtype })]);
    }
});

it('compiled one-hot rows forget those of the pass before', () => {
  const at = input('at', [3], 'int32');
  expectSameBits([oneHot(at, 4)], [[at, Int32Array.of(0, 1, 2)]], [[at, Int32Array.of(3, 0, 2)]]);
});

it('compiled one-hot rows have the interpreter’s error for an index out of range', () => {
  const at = input('at', ['n'], 'int32');
  for (const wrong of [[5], [0, -1], [1, 2, 3, 4, 5], [0, 0, 9, 0, 0]]) {
    const feeds = [[at, Int32Array.from(wrong)]] as const;
    const message = failureOf(() => passOf([oneHot(at, 5)], feeds));
    expect(message).toContain('indices must be from 0 to 4');
    expect(failureOf(() => passOf([oneHot(at, 5)], feeds, wasm()))).toBe(message);
  }
});
