import { describe, expect, it } from 'vitest';
import { condense } from './series.ts';

const series = (y: readonly number[]) => ({ x: Float64Array.from(y, (_, i) => i + 1), y: Float64Array.from(y) });

describe('condense', () => {
  it('keeps a short series unchanged, with its gaps', () => {
    const points = condense(series([3, NaN, Infinity, 1]));
    expect(points.map(({ x, mean, missing }) => [x, mean, missing])).toEqual([
      [1, 3, 0],
      [2, NaN, 1],
      [3, NaN, 1],
      [4, 1, 0],
    ]);
  });

  it('takes means of a long one in equal parts of the axis, and loses no value', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => Math.sin(i) + (i === 70_001 ? 50 : 0));
    const points = condense(series(values));
    expect(points).toHaveLength(160);
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    const total = points.reduce((sum, { mean, count }) => sum + mean * count, 0);
    expect(total).toBeCloseTo(
      values.reduce((sum, value) => sum + value, 0),
      6,
    );
    expect(Math.max(...points.map(({ high }) => high))).toBe(Math.max(...values));
    expect(Math.min(...points.map(({ low }) => low))).toBe(Math.min(...values));
    expect([points[0]!.from, points.at(-1)!.to]).toEqual([1, 100_000]);
  });

  it('counts values that are not finite, and has a gap where there is no other', () => {
    const values = Array.from({ length: 1600 }, (_, i) => (i < 10 ? NaN : i === 500 ? -Infinity : 1));
    const points = condense(series(values));
    expect(points[0]).toMatchObject({ mean: NaN, count: 10, missing: 10 });
    expect(points.reduce((sum, { missing }) => sum + missing, 0)).toBe(11);
    expect(points.slice(1).every(({ mean }) => mean === 1)).toBe(true);
  });

  it('takes a series that stays at one place of the axis', () => {
    const points = condense({ x: new Float64Array(1000).fill(5), y: new Float64Array(1000).fill(2) });
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    expect(points.every(({ x, mean }) => x === 5 && mean === 2)).toBe(true);
  });

  it('takes no part of the axis that has no values', () => {
    const x = Float64Array.from({ length: 400 }, (_, i) => (i < 200 ? i : 1e6 + i));
    const points = condense({ x, y: x });
    expect(points.map(({ count }) => count)).toEqual([200, 200]);
  });
});
