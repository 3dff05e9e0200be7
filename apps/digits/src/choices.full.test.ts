import { describe, expect, it } from 'vitest';
import { figuresOf } from './testing/digits-program.ts';

describe('the digits program', () => {
  it.each([
    ['batches of 50', '--optimizer sgd --batch 50'],
    ['a rate that stays', '--optimizer momentum --schedule constant'],
    ['draws with replacement', '--with-replacement'],
    ['a rate of its own', '--learning-rate 0.01'],
  ])('learns with %s', async (_, options) => {
    const { testAccuracy } = await figuresOf(...options.split(' '), '--epochs', '1', '--hidden', '32');
    expect(testAccuracy).toBeGreaterThan(0.8);
  });

  it('learns with products by the library of the system to the same bits again, and about as in WebAssembly', { tags: ['blas'] }, async () => {
    const [one, other] = [await figuresOf('--products', 'blas', '--epochs', '1'), await figuresOf('--products', 'blas', '--epochs', '1')];
    const compiled = await figuresOf('--epochs', '1');
    expect([other.finalLoss, other.testAccuracy]).toEqual([one.finalLoss, one.testAccuracy]);
    expect(one.testAccuracy).toBeCloseTo(compiled.testAccuracy, 1);
  }); // prettier-ignore

  it('learns with a convolutional network', async () => {
    const { testAccuracy } = await figuresOf('--network', 'cnn', '--epochs', '1');
    expect(testAccuracy).toBeGreaterThan(0.9);
  });
});
