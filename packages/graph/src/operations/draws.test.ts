import { allocate, type DType, key, type Shape, tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import {
  add,
  becomes,
  categoricalLike,
  constant,
  mean,
  type Node,
  normalLike,
  openFrame,
  pow,
  read,
  state,
  uniformLike,
} from '../index.ts';
import { outputsOf, pass } from '../testing/stepping.ts';

const at = (counter: number) => constant(counter, { dtype: 'int32' }) as Node<readonly []>;
const zeros = (shape: readonly number[], dtype: DType = 'float64'): Node =>
  constant(tensor(allocate(dtype, shape.reduce((a, b) => a * b, 1)), { shape })) as Node; // prettier-ignore

it.each(['float32', 'float64'] as const)('normal numbers have the moments 0, 1, 0, 3 within four deviations: %s', dtype => {
  const n = 200_000;
  const draws = normalLike(zeros([n], dtype), key(11), at(3));
  // The variances of the sample moments are var(zᵏ)/n: 1, 2, 15 and 96 over n.
  for (const [power, wanted, variance] of [[1, 0, 1], [2, 1, 2], [3, 0, 15], [4, 3, 96]] as const) {
    const got = read(mean(power === 1 ? draws : (pow(draws, power) as Node)) as Node<readonly []>).item();
    expect(Math.abs(got - wanted)).toBeLessThan(4 * Math.sqrt(variance / n));
  }
}); // prettier-ignore

it('classes come as often as their softmax says: chi-square of four degrees of freedom', () => {
  const [rows, logits] = [50_000, [0.5, -1, 2, 0, -Infinity, 1]];
  const draws = read(categoricalLike(add(zeros([rows, 6]), constant(logits, { dtype: 'float64' })) as Node<readonly [number, number]>, key(2), at(0))); // prettier-ignore
  const counts = logits.map((_, k) => (draws.data as Int32Array).reduce((sum, drawn) => sum + +(drawn === k), 0));
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  const wanted = logits.map(logit => (rows * Math.exp(logit)) / total);
  expect(counts[4]).toBe(0);
  const chi2 = counts.reduce(
    (sum, count, k) => sum + (wanted[k] === 0 ? 0 : (count - wanted[k]!) ** 2 / wanted[k]!),
    0,
  );
  expect(chi2).toBeLessThan(18.47); // The 0.999 quantile, from tables of the distribution.
});

it('a state as the counter draws anew at every step, the same for the same key, and nothing where one only reads', () => {
  const build = (seed: number) => {
    const counter = state(0, { dtype: 'int32' });
    const like = zeros([5]) as Node<readonly [number]>;
    const outputs = [normalLike(like, key(seed), counter) as Node, categoricalLike(like, key(seed), counter) as Node];
    const frame = openFrame({ outputs, rules: [becomes(counter, add(counter, 1))], steps: true });
    return {
      draw: () => outputsOf(pass(frame)).map(value => value.toArray()),
      reading: () => read(outputs[0]!).toArray(),
    };
  };
  const [one, same, other] = [build(4), build(4), build(5)];
  expect(one.reading()).toEqual(one.reading());
  const draws = [1, 2, 3].map(() => one.draw());
  expect(new Set(draws.map(String)).size).toBe(3);
  expect([1, 2, 3].map(() => same.draw())).toEqual(draws);
  expect(other.draw()).not.toEqual(draws[0]);
});

it('a key and a counter give these numbers on every machine', () => {
  const like = zeros([4]) as Node<readonly [number]>;
  expect(read(normalLike(like, key(1), at(0))).toArray()).toEqual([
    0.19365804250209295, 1.620938150010551, -0.24475180280682798, 0.7020193915852222,
  ]);
  expect(read(categoricalLike(zeros([12, 3]) as Node<Shape>, key(1), at(0))).toArray()).toEqual([0, 0, 2, 1, 0, 0, 2, 0, 1, 1, 0, 0]); // prettier-ignore
});

it('refuses a counter that is not int32, logits that are not floats or have no axis', () => {
  expect(() => normalLike(zeros([2]), key(1), constant(0) as Node<readonly []>)).toThrow('the value must be a float and the counter int32');
  expect(() => categoricalLike(zeros([2], 'int32'), key(1), at(0))).toThrow('the value must be a float');
  expect(() => categoricalLike(zeros([]), key(1), at(0))).toThrow();
  expect(uniformLike(zeros([2]), key(1), at(0)).shape).toEqual([2]);
}); // prettier-ignore
