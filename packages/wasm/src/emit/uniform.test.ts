import { add, constant, input, uniformLike } from '@thalweg/graph';
import { foldIn, key } from '@thalweg/tensor';
import { it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';

it('compiled random numbers have the interpreter’s bits, for keys and counters of all signs', () => {
  for (const shape of [[], [0], [5], [3, 7], [100]])
    for (const root of [key(7), key(-1), foldIn(key(2 ** 31), 'dropout')])
      for (const at of [0, 1, -1, 2 ** 31 - 1]) {
        const counter = input('counter', [], 'int32');
        const [first, second] = [uniformLike(sized(shape), root, counter), uniformLike(sized([9]), root, counter)];
        expectSameBits([first, add(first, 1), second], [[counter, at]]);
        expectSameBits([uniformLike(sized(shape), root, constant(at, { dtype: 'int32' }))]);
      }
});
