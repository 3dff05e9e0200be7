import { expect, it } from 'vitest';
import { addToSketch, emptySketch, EXACT, quantilesOf } from './quantile-sketch.ts';

const shares = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);

/** The largest distance of a quantile's rank from the one that was asked for, as a share of all numbers. */
function errorOf(numbers: Float64Array): number {
  const sketch = emptySketch();
  for (const x of numbers) addToSketch(sketch, x);
  const sorted = numbers.slice().sort();
  const quantiles = quantilesOf(sketch, shares);
  return quantiles.reduce((worst, x, i) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return Math.max(worst, Math.abs(low / sorted.length - shares[i]!));
  }, 0);
}

const orders: Record<string, (n: number) => Float64Array> = {
  'that ascend': n => Float64Array.from({ length: n }, (_, i) => i),
  'that descend': n => Float64Array.from({ length: n }, (_, i) => -i),
  'from both ends': n => Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? i : -i)),
  'in a mixed order': n => Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) ** 2),
};

it.each(Object.entries(orders))('numbers %s have ranks within the bound', (_, make) => {
  for (const n of [EXACT + 1, 3 * EXACT, 40 * EXACT + 17]) {
    const bound = Math.ceil(Math.log2(n / EXACT)) / EXACT;
    expect(errorOf(make(n))).toBeLessThanOrEqual(bound + 1 / n);
  }
});

it('all quantiles of few numbers are exact', () => {
  expect(errorOf(orders['in a mixed order']!(EXACT))).toBeLessThan(1.1 / EXACT);
  const sketch = emptySketch();
  for (const x of [3, 1, 2, 10]) addToSketch(sketch, x);
  expect([...quantilesOf(sketch, [0, 0.5, 0.75, 1])]).toEqual([1, 2.5, 4.75, 10]);
});

it('holds a bounded number of items', () => {
  const sketch = emptySketch();
  for (let i = 0; i < 500_000; i++) addToSketch(sketch, (i * 7919) % 500_000);
  const held = sketch.levels.reduce((sum, { used }) => sum + used, 0);
  expect(held).toBeLessThan(8 * EXACT);
  const stand = sketch.levels.reduce((sum, { used }, level) => sum + used * 2 ** level, 0);
  expect(stand).toBe(500_000);
});
