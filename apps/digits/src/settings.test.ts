import { answerOf } from '@thalweg/programs/answer-of';
import { describe, expect, it } from 'vitest';
import { optimizers } from './optimizers.ts';
import { readSettings } from './settings.ts';

describe('the command line', () => {
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
    [['--native', '--runner', 'interpreter'], '--native is for --runner wasm, got --runner interpreter.'],
    [['--native', '--products', 'blas'], '--native computes products too, got --products blas.'],
    [['--network', 'cnn', '--hidden', '8'], '--hidden is for --network dense, got --network cnn.'],
  ])('refuses %j', (options, message) => {
    const { code, err } = answerOf(readSettings, ...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).toContain('--help');
  });

  it('lists its options', () => {
    const { code, out } = answerOf(readSettings, '--help');
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
      'native',
      'save',
      'save-every',
      'resume',
    ])
      expect(out).toContain(`--${option}`);
  });
});
