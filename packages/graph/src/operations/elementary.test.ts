import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { constant, read, type Node } from '../index.ts';

const float64 = { dtype: 'float64' } as const;
const of = (name: 'tan', values: readonly number[]): number[] => [...read(graph[name](constant(values, float64) as Node)).data]; // prettier-ignore

/** The largest difference from values, in units of their last place. */
function off(name: string, points: readonly number[], exact: readonly number[]): number {
  return of(name as 'tan', points).reduce((worst, value, i) => {
    const wanted = exact[i]!;
    return Object.is(value, wanted) ? worst : Math.max(worst, Math.abs(value - wanted) / (Math.abs(wanted) * 2 ** -52));
  }, 0);
}

describe('in float64', () => {
  it('log2, log10 and exp2 are exact where their results are whole', () => {
    const powers = Array.from({ length: 2098 }, (_, i) => i - 1074);
    expect(of('exp2' as 'tan', powers)).toEqual(powers.map(n => 2 ** n));
    expect(of('log2' as 'tan', powers.map(n => 2 ** n))).toEqual(powers); // prettier-ignore
    const tens = Array.from({ length: 23 }, (_, n) => n);
    expect(of('log10' as 'tan', tens.map(n => Number(`1e${n}`)))).toEqual(tens); // prettier-ignore
  });

  it('tiny arguments lose no digits', () => {
    const tiny = [5e-324, 2 ** -1022, 1e-300, 1e-20, -1e-20, -0, 0];
    for (const name of ['tan', 'asin', 'atan', 'sinh', 'asinh', 'atanh'])
      expect(of(name as 'tan', tiny), name).toEqual(tiny);
  });

  it('numbers close to 0 and to 1 keep theirs', () => {
    const small = [1e-9, 1e-6, 0.001, 0.1];
    // The first terms of their series suffice there.
    const series = (a: number, b: number): number[] => small.map(x => x * (1 + a * x ** 2 * (1 + b * x ** 2)));
    const few = small.slice(0, 3);
    expect(off('sinh', few, series(1 / 6, 1 / 20))).toBeLessThan(3);
    expect(off('asinh', few, series(-1 / 6, -9 / 20))).toBeLessThan(3);
    expect(off('atanh', few, series(1 / 3, 3 / 5))).toBeLessThan(3);
    expect(off('acosh', [1 + 2 ** -40], [Math.sqrt(2 ** -39) * (1 - 2 ** -40 / 12)])).toBeLessThan(3);
    expect(off('acos', [1 - 2 ** -40], [Math.sqrt(2 ** -39) * (1 + 2 ** -40 / 12)])).toBeLessThan(3);
  });

  it('nothing overflows before its result does', () => {
    const far = [-710.4, 710, 710.4];
    expect(off('sinh', far, far.map(Math.sinh))).toBeLessThan(4);
    expect(off('cosh', far, far.map(Math.cosh))).toBeLessThan(4);
    const large = [1e154, 1e300, Number.MAX_VALUE];
    const logarithms = large.map(x => Math.log(x) + Math.LN2);
    expect(off('asinh', large, logarithms)).toBeLessThan(2);
    expect(off('acosh', large, logarithms)).toBeLessThan(2);
    expect(of('sinh' as 'tan', [711, -Infinity])).toEqual([Infinity, -Infinity]);
  });

  it('tan is large close to a quarter of a turn', () => {
    expect(off('tan', [Math.PI / 2, -Math.PI / 2], [16331239353195370, -16331239353195370])).toBeLessThan(3);
  });

  it('atan2 knows its quadrants, infinite coordinates and the signs of zeros', () => {
    const ends = [0, -0, 1, -1, Infinity, -Infinity, NaN];
    const [y, x] = [ends.flatMap(a => ends.map(() => a)), ends.flatMap(() => ends)];
    const found = read(graph.atan2(constant(y, float64), constant(x, float64))).data;
    expect([...found]).toEqual(y.map((a, i) => Math.atan2(a, x[i]!)));
  });
});

it('functions of floats refuse whole numbers', () => {
  const whole = constant([1], { dtype: 'int32' });
  for (const name of ['tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'asinh', 'acosh', 'atanh', 'log2', 'log10', 'exp2'] as const)
    expect(() => graph[name](whole)).toThrow(`${name}: inputs must be float32 or float64, got int32.`);
  expect(() => graph.atan2(whole, 1)).toThrow('atan2: inputs must be float32 or float64');
}); // prettier-ignore
