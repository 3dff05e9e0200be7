import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { cos, sin } from './angles.ts';

const BOUND = 1.4;
const FAR = 2 ** 22;

/** The float32 numbers up to 2¹²⁷ that come closest to a multiple of π/2: of each exponent the best found. */
function closeToZeros(): Float32Array {
  const found: number[] = [];
  for (let exponent = 0; exponent < 127; exponent++) {
    let [best, at] = [Infinity, 0];
    for (let i = 0; i < 4096; i++) {
      const x = Math.fround(2 ** exponent * (1 + i / 4096 + ((i * 2477) % 2048) / 2 ** 23));
      const distance = Math.min(Math.abs(Math.sin(x)), Math.abs(Math.cos(x)));
      if (distance < best) [best, at] = [distance, x];
    }
    found.push(at);
  }
  return around(found, takenRuns(1024));
}

describe.each([
  ['sin', sin, Math.sin],
  ['cos', cos, Math.cos],
] as const)('%s of four lanes', (_, write, exact) => {
  it('is within 1.4 ulp over all exponents, those of huge numbers too', () => {
    expect(worst(write, exact, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(BOUND);
  });

  it('is within 1.4 ulp where its polynomials meet and at its zeros', () => {
    const eighths = Array.from({ length: 64 }, (_unused, k) => (k * Math.PI) / 4);
    const far = [25735.93, 1e5, 262144 * Math.PI, FAR, 2 * FAR];
    expect(worst(write, exact, around([...eighths, ...far], takenRuns(2 ** 13)))).toBeLessThanOrEqual(BOUND);
  });

  it('keeps its relative error close to zeros of every size', () => {
    expect(worst(write, exact, closeToZeros())).toBeLessThanOrEqual(BOUND);
    // 16367173·2⁷² is 1.6e-9 from a multiple of π/2, closer than any other float32.
    const closest = [16367173 * 2 ** 72, -16367173 * 2 ** 72, 1, 16367173 * 2 ** 72];
    expect(worst(write, exact, Float32Array.from(closest))).toBeLessThanOrEqual(BOUND);
  });

  it('has the same bits beside a huge number as without it', () => {
    const near = Array.from({ length: 4000 }, (_unused, i) => Math.fround(0.731 * i - 100)).concat(0, -0);
    const beside = valuesAt(
      write,
      near.flatMap(x => [x, 1e30, x, Infinity]),
    );
    const alone = valuesAt(write, near);
    expect(beside.filter((_unused, i) => i % 4 === 0)).toEqual(alone);
    expect(beside.filter((_unused, i) => i % 4 === 2)).toEqual(alone);
  });

  it('has the special values of Math', () => {
    const x = [0, -0, NaN, Infinity, -Infinity, 2 ** -149, -(2 ** -149), 2 ** -126];
    expect(valuesAt(write, x)).toEqual(x.map(value => Math.fround(exact(value))));
  });
});
