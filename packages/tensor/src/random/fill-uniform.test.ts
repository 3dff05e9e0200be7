import { describe, expect, it } from 'vitest';
import { fillNormal } from './fill-normal.ts';
import { fillUniform } from './fill-uniform.ts';
import { key } from './key.ts';
import { uniform } from './uniform.ts';

const root = key(7);
const count = 100_000;

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
