import { input, mean } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';

it('a compiled mean counts the axes that a batch names', () => {
  for (const dtype of ['float32', 'float64'] as const)
    for (const n of [1, 2, 5]) {
      const x = input('x', ['n', 2, 2], dtype);
      const value = tensor(Array.from({ length: 4 * n }, (_, i) => i), { shape: [n, 2, 2], dtype }); // prettier-ignore
      expectSameBits([mean(x), mean(x, { axes: [0, 2] })], [[x, value]]);
    }
});
