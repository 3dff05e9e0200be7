import { tensor, type Shape, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { constant, gradient, mean, parameter, read, sum, tile, variance, type Node } from '../index.ts';
import type { AxesOptions } from '../protocol/axes.ts';

const MILLION = 1_000_000;

/** A tenth, as many times as a shape has elements. */
function tenths(...shape: number[]): Node {
  const size = shape.reduce((product, length) => product * length, 1);
  return constant(tensor(new Float64Array(size).fill(0.1), { shape: shape as Sizes }));
}

/** The exact sum of a tenth, `n` times, rounded once: the float64 0.1 is 3602879701896397·2⁻⁵⁵. */
function exact(n: number): number {
  return Number(3602879701896397n * BigInt(n)) / 2 ** 55;
}

/** The largest distance of elements from a number, relative to it. */
function distance(found: Tensor, wanted: number): number {
  return Math.max(...Array.from(found.data, value => Math.abs(value - wanted) / wanted));
}

describe('sums of many float64', () => {
  it.each<[name: string, shape: readonly number[], options: AxesOptions, terms: number]>([
    ['of all elements', [10 * MILLION], {}, 10 * MILLION],
    ['of rows', [2, 5 * MILLION], { axes: 1 }, 5 * MILLION],
    ['of columns', [5 * MILLION, 2], { axes: 0 }, 5 * MILLION],
    ['along an inner axis', [2, 2 * MILLION, 2], { axes: 1 }, 2 * MILLION],
    ['along the first and the last axis', [1000, 2, 2000], { axes: [0, 2] }, 2 * MILLION],
  ])('are within 1e-15 of the exact sum: %s', (_, shape, options, terms) => {
    expect(distance(read(sum<Shape, AxesOptions>(tenths(...shape), options)), exact(terms))).toBeLessThanOrEqual(1e-15);
  });

  it('make means that are as near', () => {
    expect(distance(read(mean(tenths(10 * MILLION))), 0.1)).toBeLessThanOrEqual(1e-15);
    expect(distance(read(mean(tenths(5 * MILLION, 2), { axes: 0 })), 0.1)).toBeLessThanOrEqual(1e-15);
  });

  it('make a variance that is nothing where all elements are alike', () => {
    expect(read(variance(tenths(10 * MILLION))).item()).toBeLessThan(1e-30);
  });

  it('add up to 32 terms one after another, and then blocks of 32 in pairs', () => {
    const x = Float64Array.from({ length: 5 * 32 + 7 }, (_, i) => Math.sin(i) * 2 ** (i % 60));
    const block = (from: number, to = from + 32): number =>
      x.subarray(from, to).reduce((total, term) => total + term, 0);
    const [a, b, c, d, e, f] = [0, 32, 64, 96, 128, 160].map(from => block(from)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    expect(read(sum(constant(tensor(x.subarray(0, 32))))).item()).toBe(a);
    expect(read(sum(constant(tensor(x)))).item()).toBe(a + b + (c + d) + (e + f));
    const columns = Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 === 0 ? x[i / 2]! : -x[(i - 1) / 2]!));
    const found = read(sum(constant(tensor(columns, { shape: [x.length, 2] })), { axes: 0 })).toArray();
    expect(found).toEqual([a + b + (c + d) + (e + f), -(a + b + (c + d) + (e + f))]);
  });
});

it('sums without elements cost nothing, however long their axes are', () => {
  const x = parameter(1);
  const copies = tile(x, { times: [Number.MAX_SAFE_INTEGER, 0, 0] });
  expect(read(gradient(sum(copies), x)).item()).toBe(0);
});
