import { constant, gradient, input, max, mean, min, type Node, norm, parameter, prod, sum } from '@thalweg/graph';
import { type Sizes, tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, passOf } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';
import { wasm } from '../wasm.ts';

const shapes: readonly (readonly [shape: Sizes, axes: readonly number[]])[] = [
  [[1], [0]],
  [[17], [0]],
  [[0], [0]],
  [[3, 5], [0]],
  [[3, 5], [1]],
  [[3, 5], [0, 1]],
  [[2, 3, 5], [1]],
  [[2, 3, 5], [0, 2]],
  [[0, 3], [1]],
  [[3, 0], [0]],
]; // prettier-ignore

describe('compiled reductions, number by number', () => {
  it.each(['float64', 'int32'] as const)('have the interpreter’s bits in %s', dtype => {
    for (const [shape, axes] of shapes) {
      const x = sized(shape, dtype);
      expectSameBits([sum(x, { axes }), prod(x, { axes })]);
      if (axes.every(axis => shape[axis]! > 0)) expectSameBits([max(x, { axes }), min(x, { axes })]);
    }
  });

  it.each([31, 32, 33, 64, 65, 95, 96, 97, 128, 160, 1023, 1024, 1025, 1056, 4000])(
    'add %i float64 in pairs of blocks, with the interpreter’s bits',
    length => {
      const x = sized([2, length, 3], 'float64');
      expectSameBits([0, 1, 2].map(axis => sum(x, { axes: [axis] })));
      expectSameBits([sum(x), sum(x, { axes: [0, 2] })]);
    },
  );

  it('add ten million tenths to within 1e-15 of the exact sum', () => {
    const x = parameter(tensor(new Float64Array(1e7).fill(0.1), { shape: [5e6, 2] }));
    const [all, columns] = passOf([sum(x), sum(x, { axes: 0 })], [], wasm());
    const exact = Number(3602879701896397n * 10n ** 7n) / 2 ** 55; // 0.1 is 3602879701896397·2⁻⁵⁵
    expect(Math.abs(all!.item() / exact - 1)).toBeLessThanOrEqual(1e-15);
    for (const column of columns!.data) expect(Math.abs((2 * column) / exact - 1)).toBeLessThanOrEqual(1e-15);
  });

  it.each([
    ['float32', [3e30, 1e-30, 3e38, 1e-45, Infinity, NaN, 0, 1, 1e-22]],
    ['float64', [3e200, 1e-200, 1e308, 5e-324, Infinity, NaN, 0, 1, 1e-161]],
  ] as const)('take norms of %s that need a scale, and of others, with the interpreter’s bits', (dtype, sizes) => {
    const rows = sizes.map(size => [3, -4, 0.1, 1 / 3, 1].map(x => x * size));
    const x = parameter(tensor(rows, { dtype }));
    const y = norm(x, { axes: 1 });
    expectSameBits([y, norm(x), norm(x, { axes: 0, keep: true }), gradient(sum(y), x)]);
  });

  it('multiply float32 as the interpreter does', () => {
    for (const [shape, axes] of shapes) expectSameBits([prod(sized(shape), { axes })]);
  });

  it.each(['float32', 'float64'] as const)('have its products of all others, as gradients of %s', dtype => {
    for (const [shape, axes] of shapes) {
      const x = sized(shape, dtype);
      expectSameBits([gradient(sum(prod(x, { axes })) as Node<readonly []>, x)]);
    }
    const zeros = parameter(tensor([0, 2, -0, 3, 0, -1, -2, 5, 7], { shape: [3, 3], dtype }));
    expectSameBits([gradient(sum(prod(zeros, { axes: [1] })), zeros)]);
  });

  it('carry NaN and the signs of zeros', () => {
    const wild = tensor([NaN, 1, 0, -0, -0, 0, -0, -0, Infinity, -Infinity], { shape: [5, 2], dtype: 'float64' });
    for (const axes of [[0], [1]])
      for (const reduce of [sum, prod, max, min]) expectSameBits([reduce(constant(wild), { axes })]);
  });
});

it('a compiled mean counts the axes that a batch names', () => {
  for (const dtype of ['float32', 'float64'] as const)
    for (const n of [1, 2, 5]) {
      const x = input('x', ['n', 2, 2], dtype);
      const value = tensor(Array.from({ length: 4 * n }, (_, i) => i), { shape: [n, 2, 2], dtype }); // prettier-ignore
      expectSameBits([mean(x), mean(x, { axes: [0, 2] })], [[x, value]]);
    }
});
