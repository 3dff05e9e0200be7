import { constant, gradient, input, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { gaussianDropout } from '../index.ts';
import { sourcesOf, training } from '../testing/training.ts';

const SIZE = 40_000;
const ones = (size = SIZE): Node => constant(tensor(new Float64Array(size).fill(1))) as Node;

function factors(rate: number, options = {}): number[] {
  const { pass, close } = training([gaussianDropout(rate, options)(ones())], { steps: true });
  const drawn = [...pass(), ...pass()].flatMap(({ data }) => Array.from(data));
  close();
  return drawn;
}

const meanOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

describe('gaussianDropout', () => {
  it('is the identity outside of training', () => {
    const x = input('x', [3]);
    const y = gaussianDropout(0.5)(x);
    x.set([1, 2, 3]);
    expect(read(y).toArray()).toEqual([1, 2, 3]);
    expect(sourcesOf(y as Node)).toEqual(['x']);
  });

  it.each([0.1, 0.5, 0.8])('multiplies by normal numbers of mean 1 and variance rate/(1 − rate): %d', rate => {
    const variance = rate / (1 - rate);
    const z = factors(rate).map(factor => (factor - 1) / Math.sqrt(variance));
    const count = z.length;
    // Within five standard errors of the moments of a normal number: 0, 1, 0, 3.
    expect(Math.abs(meanOf(z))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(meanOf(z.map(one => one ** 2)) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(meanOf(z.map(one => one ** 3)))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(meanOf(z.map(one => one ** 4)) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
    // Neighbours, and the two steps, are independent.
    const products = z.slice(1).map((one, i) => one * z[i]!);
    expect(Math.abs(meanOf(products))).toBeLessThan(5 / Math.sqrt(count));
    const half = count / 2;
    expect(Math.abs(meanOf(z.slice(half).map((one, i) => one * z[i]!)))).toBeLessThan(5 / Math.sqrt(half));
  });

  it('changes nothing at a rate of 0', () => {
    expect(new Set(factors(0))).toEqual(new Set([1]));
  });

  it('draws the same again for the same seed, and others for another', () => {
    expect(factors(0.5, { seed: 3 })).toEqual(factors(0.5, { seed: 3 }));
    expect(factors(0.5, { seed: 3 })).not.toEqual(factors(0.5, { seed: 4 }));
  });

  it('passes gradients back through the same factors', () => {
    const x = parameter([1, 1, 1, 1, 1, 1], { dtype: 'float64' }) as Node;
    const y = gaussianDropout(0.5)(x);
    const { pass, close } = training([y, gradient(sum(mul(y, 3)), x)], { steps: true });
    for (let step = 0; step < 3; step++) {
      const [value, slope] = pass();
      slope!.data.forEach((one, i) => expect(one).toBeCloseTo(3 * value!.data[i]!, 12));
    }
    close();
  });

  it('takes a live rate, no elements and a scalar', () => {
    const rate = input('rate', []);
    rate.set(0);
    const x = constant(2, { dtype: 'float64' });
    const { pass, close } = training([gaussianDropout(rate)(x) as Node, gaussianDropout(0.5)(ones(0))], {
      steps: true,
    });
    expect(pass()[0]!.item()).toBe(2);
    rate.set(0.5);
    const [value, none] = pass();
    expect(value!.item()).not.toBe(2);
    expect(none!.shape).toEqual([0]);
    close();
  });
});
