import { describe, expect, it } from 'vitest';
import { optimizers } from './optimizers.ts';
import { figuresOf, runDigits } from './testing/digits-program.ts';

const TIMEOUT = 60_000;
const SMALL = ['--epochs', '1', '--hidden', '8'];

describe('the digits program', () => {
  it('lists its options', { timeout: TIMEOUT }, async () => {
    const { code, out } = await runDigits('--help');
    expect(code).toBe(0);
    for (const option of [
      'optimizer',
      'batch',
      'with-replacement',
      'epochs',
      'learning-rate',
      'schedule',
      'network',
      'hidden',
      'seed',
      'json',
      'runner',
      'products',
      'save',
      'save-every',
      'resume',
    ])
      expect(out).toContain(`--${option}`);
  });

  it.each([
    [['--optimizer', 'adma'], "argument 'adma' is invalid. Did you mean 'adam'?"],
    [['--batch', '0'], 'It must be a whole number of at least 1, or "all".'],
    [
      ['--optimizer', 'zzz'],
      `Choose from ${Object.keys(optimizers)
        .map(name => `'${name}'`)
        .join(', ')}.`,
    ],
    [['--epochs', '1.5'], 'It must be a whole number of at least 1.'],
    [['--epochs', '-3'], 'It must be a whole number of at least 1.'],
    [['--seed', '-3'], 'It must be a whole number of at least 0.'],
    [['--learning-rate', 'fast'], 'It must be a positive number, such as 0.002.'],
    [['--sede', '3'], "unknown option '--sede'"],
    [['--network', 'cnm'], "Did you mean 'cnn'?"],
    [['--products', 'blass'], "Did you mean 'blas'?"],
    [
      ['--products', 'blas', '--runner', 'interpreter'],
      '--products blas is for --runner wasm, got --runner interpreter.',
    ],
    [['--network', 'cnn', '--hidden', '8'], '--hidden is for --network dense, got --network cnn.'],
  ])('says what is wrong with %j', { timeout: TIMEOUT }, async (options, message) => {
    const { code, err } = await runDigits(...options);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
    expect(err).toContain('--help');
  });

  it('ends with the accuracy as its last line, after the confusion matrix', { timeout: TIMEOUT }, async () => {
    const { code, out } = await runDigits(...SMALL);
    const lines = out.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^test accuracy 0\.\d{4}$/);
    expect(lines.filter(line => /│ \d +│/.test(line))).toHaveLength(10);
  });

  it(
    'prints the same figures to the last digit for the same seed, and others for another',
    { timeout: TIMEOUT },
    async () => {
      const [a, b, c] = [
        await figuresOf(...SMALL),
        await figuresOf(...SMALL),
        await figuresOf(...SMALL, '--seed', '2'),
      ];
      expect(Object.keys(a)).toEqual(['testAccuracy', 'finalLoss', 'seconds', 'examplesPerSecond', 'steps']);
      expect([b.testAccuracy, b.finalLoss, b.steps]).toEqual([a.testAccuracy, a.finalLoss, 250]);
      expect(c.finalLoss).not.toBe(a.finalLoss);
    },
  );
});
