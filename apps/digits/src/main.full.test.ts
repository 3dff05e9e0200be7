import { describe, expect, it } from 'vitest';
import { figuresOf, runDigits } from './testing/digits-program.ts';

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
