import { beforeAll, describe, expect, it } from 'vitest';
import { readDigits } from './data/read-digits.ts';
import { splitDigits, type Digits } from './data/split-digits.ts';
import { readSettings } from './options.ts';
import { accuraciesOf } from './testing/accuracies-of.ts';
import { figuresOf } from './testing/digits-program.ts';

let digits: Digits;
beforeAll(() => {
  digits = splitDigits(readDigits(), readSettings([]).seed);
});

describe('the digits program', () => {
  it.each([
    ['batches of 50', '--optimizer sgd --batch 50'],
    ['a rate that stays', '--optimizer momentum --schedule constant'],
    ['draws with replacement', '--with-replacement'],
    ['a rate of its own', '--learning-rate 0.01'],
  ])('learns with %s', async (_, options) => {
    const accuracies = await accuraciesOf(digits, ...options.split(' '), '--epochs', '1', '--hidden', '32');
    expect(accuracies[0]).toBeGreaterThan(0.8);
  });

  it('learns with products by the library of the system to the same bits again, and about as in WebAssembly', { tags: ['blas'] }, async () => {
    const [one, other] = [await figuresOf('--products', 'blas', '--epochs', '1'), await figuresOf('--products', 'blas', '--epochs', '1')];
    const [compiled] = await accuraciesOf(digits, '--epochs', '1');
    expect([other.finalLoss, other.testAccuracy]).toEqual([one.finalLoss, one.testAccuracy]);
    expect(one.testAccuracy).toBeCloseTo(compiled!, 1);
  }); // prettier-ignore
});
