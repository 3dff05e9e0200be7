import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runSpam } from './testing/spam-program.ts';

const TIMEOUT = 60_000;

describe('the command line', () => {
  it.each([
    [['--bits', '0'], 'It must be a whole number from 1 to 26.'],
    [['--optimizer', 'adam'], "argument 'adam' is invalid. Choose from 'adagrad', 'ftrl'."],
    [['--optimizer', 'adagard'], "argument 'adagard' is invalid. Did you mean 'adagrad'?"],
    [['--delay', '-1'], 'It must be a whole number of at least 0.'],
    [['--save-every', '-1'], 'It must be a whole number of at least 1.'],
    [['--learning-rate', '0'], 'It must be a positive number, such as 0.4.'],
    [['--reaction', 'shadow', '--delay', '5'], 'a shadow needs labels at once'],
    [['--reaction', 'rate', '--optimizer', 'ftrl'], 'the rate of ftrl cannot be raised'],
    [['--sped'], "unknown option '--sped'"],
    [['--resume', 'nowhere'], 'the file must exist and be readable'],
  ])('refuses %s', { timeout: TIMEOUT }, async (options, message) => {
    const { code, err } = await runSpam(...options);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
  });

  it('shows a table to people', { timeout: TIMEOUT }, async () => {
    const { code, out } = await runSpam('--bits', '10');
    expect(code).toBe(0);
    for (const line of ['accuracy', 'for spam', 'million features/s']) expect(out).toContain(line);
    expect(existsSync('runs/spam.safetensors')).toBe(false);
  });
});
