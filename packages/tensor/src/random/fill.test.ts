import { describe, expect, it } from 'vitest';
import { fillNormal } from './fill-normal.ts';
import { fillUniform } from './fill-uniform.ts';
import { key } from './key.ts';
import { log, normalQuantile } from './normal-quantile.ts';
import { uniform } from './uniform.ts';

const count = 100_000;

/** To 17 digits, by Newton's method in 60-digit arithmetic. */
const QUANTILES = [
  [0.25, -0.6744897501960817],
  [0.1, -1.2815515655446004],
  [0.075, -1.439531470938456],
  [0.07, -1.4757910281791706],
  [0.9, 1.2815515655446006],
  [0.001, -3.0902323061678136],
  [1e-5, -4.264890793922825],
  [1e-8, -5.612001244174789],
  [1e-10, -6.361340902404057],
  [1.3887943864964021e-11, -6.657904643501103],
  [1e-12, -7.034483825301132],
  [1.1641532182693481e-10, -6.3379577545537895],
  [1.1102230246251565e-16, -8.209536151601387],
] as const;

describe.each([Float32Array, Float64Array])('fillNormal into a $name', Storage => {
  const values = Array.from(fillNormal(new Storage(count), key(7)));
  const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / count;

  it('has the moments of a standard normal variable: 0, 1, 0, 3, within four standard errors', () => {
    const within = (variance: number): number => 4 * Math.sqrt(variance / count);
    expect(Math.abs(moment(1))).toBeLessThan(within(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(within(2));
    expect(Math.abs(moment(3))).toBeLessThan(within(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(within(96));
  });

  it('has its distribution (Kolmogorov–Smirnov)', () => {
    let distance = 0;
    for (const [index, value] of Float64Array.from(values).sort().entries()) {
      const probability = normalProbability(value);
      distance = Math.max(distance, probability - index / count, (index + 1) / count - probability);
    }
    expect(distance).toBeLessThan(1.95 / Math.sqrt(count)); // p = 0.001
  });
});

describe('normalQuantile', () => {
  it.each(QUANTILES)('at %s is %s', (probability, quantile) => {
    expect(Math.abs(normalQuantile(probability) / quantile - 1)).toBeLessThan(1e-15);
  });

  it('is odd about one half, which it maps to 0', () => {
    expect(normalQuantile(0.5)).toBe(0);
    for (const below of [2 ** -30, 2 ** -7, 0.0625, 0.25])
      expect(normalQuantile(1 - below)).toBe(-normalQuantile(below));
  });

  it('never falls, also where one polynomial takes over from another', () => {
    for (const seam of [0.075, 0.925, Math.exp(-25)]) {
      let last = -Infinity;
      for (let step = -100; step <= 100; step++) {
        const here = normalQuantile(seam * (1 + step * 1e-12));
        expect(here).toBeGreaterThanOrEqual(last);
        last = here;
      }
    }
  });
});

describe('log', () => {
  it('is within two ulps of Math.log', () => {
    for (let exponent = -60; exponent <= 20; exponent += 0.37) {
      const x = 2 ** exponent;
      expect(Math.abs(log(x) / Math.log(x) - 1)).toBeLessThan(4.5e-16);
    }
    expect(log(1)).toBe(0);
  });
});

/** The normal distribution function by its series: Marsaglia, "Evaluating the Normal Distribution", J. Stat. Software 11, 2004. */
function normalProbability(x: number): number {
  if (Math.abs(x) > 8) return x < 0 ? 0 : 1;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) sum += term *= (x * x) / odd;
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

const root = key(7);

describe.each([fillUniform, fillNormal])('$name', fill => {
  it.each([Float32Array, Float64Array])('$name: an element depends on the key and its position alone', Storage => {
    const whole = fill(new Storage(50), root);
    for (const [from, length] of [
      [0, 1],
      [1, 1],
      [3, 2],
      [2, 9],
      [4, 4],
      [7, 43],
      [49, 1],
    ] as const)
      expect(fill(new Storage(length), root, from)).toEqual(whole.subarray(from, from + length));
    expect(fill(new Storage(0), root)).toHaveLength(0);
  });

  it('goes on beyond 2³² blocks, to the end of the safe integers', () => {
    const far = 4 * 2 ** 32;
    const beyond = fill(new Float64Array(4), root, far);
    expect(fill(new Float64Array(8), root, far - 4).subarray(4)).toEqual(beyond);
    expect(beyond).not.toEqual(fill(new Float64Array(4), root, 0));
    expect(fill(new Float64Array(1), root, Number.MAX_SAFE_INTEGER)[0]).toBeTypeOf('number');
  });

  it('gives float32 numbers that are the float64 ones with fewer bits', () => {
    const single = fill(new Float32Array(1000), root);
    const double = fill(new Float64Array(1000), root);
    for (const [index, value] of double.entries()) expect(Math.abs(single[index]! - value)).toBeLessThan(3e-7);
  });

  it.each([-1, 0.5, NaN])('refuses the offset %s', offset => {
    expect(() => fill(new Float32Array(1), root, offset)).toThrow(
      `${fill.name}: the position must be a safe integer of at least 0, got ${offset}. Count draws from 0.`,
    );
  });
});

describe('fillUniform', () => {
  it('stays in [0, 1), float32 values on a grid of 2⁻²⁴', () => {
    for (const value of fillUniform(new Float32Array(count), root)) {
      if (value < 0 || value >= 1 || !Number.isInteger(value * 2 ** 24)) expect.fail(String(value));
    }
  });

  it.each([Float32Array, Float64Array])('$name: fills 100 cells alike (chi-square)', Storage => {
    const cells = new Array<number>(100).fill(0);
    for (const value of fillUniform(new Storage(count), root)) cells[Math.floor(value * 100)]!++;
    expect(chiSquare(cells, count / 100)).toBeLessThan(149); // 99 degrees of freedom, p = 0.001
  });

  it('has no correlation between neighbours', () => {
    const values = fillUniform(new Float64Array(count), root);
    for (const lag of [1, 2, 3, 4, 8]) {
      let sum = 0;
      for (let index = lag; index < count; index++) sum += (values[index]! - 0.5) * (values[index - lag]! - 0.5);
      expect(Math.abs((12 * sum) / (count - lag))).toBeLessThan(3.3 / Math.sqrt(count));
    }
  });
});

describe('uniform', () => {
  it('is one number of the float64 sequence', () => {
    const values = fillUniform(new Float64Array(9), root);
    for (const [index, value] of values.entries()) expect(uniform(root, index)).toBe(value);
  });
});

function chiSquare(observed: readonly number[], expected: number): number {
  return observed.reduce((sum, value) => sum + (value - expected) ** 2 / expected, 0);
}
