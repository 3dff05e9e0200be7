import { answerOf } from '@thalweg/programs/answer-of';
import { describe, expect, it } from 'vitest';
import { readSettings } from './options.ts';

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
  ])('refuses %j', (options, message) => {
    const { code, err } = answerOf(readSettings, ...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});
