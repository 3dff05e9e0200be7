import { add, categoricalLike, constant, input, type Node, normalLike, uniformLike } from '@thalweg/graph';
import { allocate, type DType, foldIn, key, sizeOf, type Sizes, type Tensor, tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { wasm } from '../index.ts';
import { expectSameBits, passOf } from '../testing/both-ways.ts';
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

/** Normal numbers and classes of one key, without a logit that prefers any. */
function draws(dtype: DType, counter: Node<readonly []>): Node[] {
  const zeros = (shape: Sizes): Node => constant(tensor(allocate(dtype, sizeOf(shape)), { shape })) as Node;
  return [normalLike(zeros([500]), key(1), counter), categoricalLike(zeros([500, 3]), key(1), counter)];
}

// The compiler has functions in single precision for float32, whose last bit may differ.
it.each([['float32', 1e-6], ['float64', 1e-14]] as const)('compiled normal numbers are the interpreter’s within rounding, and classes the same: %s', (dtype, bound) => {
  const counter = input('counter', [], 'int32');
  for (const at of [0, -1, 2 ** 31 - 1]) {
    const [[normal, classes], [compiled, same]] = [undefined, wasm()].map(runner => passOf(draws(dtype, counter), [[counter, at]], runner)) as [Tensor[], Tensor[]];
    compiled!.data.forEach((value, i) => expect(Math.abs(value - normal!.data[i]!)).toBeLessThan(bound));
    expect(same!.data).toEqual(classes!.data);
  }
}); // prettier-ignore

it.each([
  ['float32', [0.19365814328193665, 1.6209383010864258, -0.2447516769170761, 0.7020192742347717]],
  ['float64', [0.19365804250209295, 1.620938150010551, -0.24475180280682798, 0.7020193915852222]],
] as const)('a key and a counter give these numbers in both runners: %s', (dtype, wanted) => {
  for (const runner of [undefined, wasm()]) {
    const [normal, classes] = passOf(draws(dtype, constant(0, { dtype: 'int32' }) as never), [], runner);
    expect([...normal!.data.slice(0, 4)]).toEqual(wanted);
    expect([...classes!.data.slice(0, 12)]).toEqual([0, 0, 2, 1, 0, 0, 2, 0, 1, 1, 0, 0]);
  }
});
