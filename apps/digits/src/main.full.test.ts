import { beforeAll, describe, expect, it } from 'vitest';
import { readDigits } from './data/read-digits.ts';
import { type Digits, splitDigits } from './data/split-digits.ts';
import { readSettings } from './settings.ts';
import { accuraciesOf } from './testing/accuracies-of.ts';
import { figuresOf, runDigits, startDigits } from './testing/digits-program.ts';

const SMALL = ['--epochs', '1', '--hidden', '8'];

describe('the digits program', () => {
  it('ends with a message for what the parser refuses', async () => {
    const { code, err } = await runDigits('--sede', '3');
    expect([code, err]).toEqual([1, expect.stringContaining("unknown option '--sede'")]);
  });

  it('ends with the accuracy as its last line, after the confusion matrix', async () => {
    const { code, out } = await runDigits(...SMALL);
    const lines = out.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^test accuracy 0\.\d{4}$/);
    expect(lines.filter(line => /│ \d +│/.test(line))).toHaveLength(10);
  });

  it('prints the same figures to the last digit for the same seed, and others for another', async () => {
    const [a, b, c] = [await figuresOf(...SMALL), await figuresOf(...SMALL), await figuresOf(...SMALL, '--seed', '2')];
    expect(Object.keys(a)).toEqual(['testAccuracy', 'finalLoss', 'seconds', 'examplesPerSecond', 'steps']);
    expect([b.testAccuracy, b.finalLoss, b.steps]).toEqual([a.testAccuracy, a.finalLoss, 250]);
    expect(c.finalLoss).not.toBe(a.finalLoss);
  });
});

it('Ctrl-C stops even inside a step over all examples, and says what was reached', async () => {
  const { child, ended } = startDigits('--batch', 'all', '--epochs', '50');
  await new Promise<void>(resolve => {
    child.stderr!.on('data', (chunk: Buffer) => chunk.includes('step 1/50') && resolve());
  });
  child.kill('SIGINT');
  const { code, out } = await ended;
  expect(code).toBe(130);
  // The steps that remain would be taken by then.
  expect(Number(/Stopped after step (\d+) of 50: loss \d\.\d+\./.exec(out)?.[1])).toBeLessThan(50);
});

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

  it('learns in code for the processor to the bits of WebAssembly', { tags: ['llvm'] }, async () => {
    const [native, compiled] = [await figuresOf('--native', '--epochs', '4'), await figuresOf('--epochs', '4')];
    expect([native.finalLoss, native.testAccuracy]).toEqual([compiled.finalLoss, compiled.testAccuracy]);
  });
});
