import { answerOf } from '@thalweg/programs/answer-of';
import { describe, expect, it } from 'vitest';
import { readSettings } from './options.ts';

describe('the command line', () => {
  it.each([
    [['--rows', '10'], "It must be a whole number of at least 1000, or 'all'."],
    [['--bits', '0'], 'It must be a whole number from 1 to 24.'],
    [['--epochs', '0'], 'It must be a whole number of at least 1.'],
    [['--runner', 'wasmm'], "argument 'wasmm' is invalid. Did you mean 'wasm'?"],
    [['--row', 'all'], "unknown option '--row'"],
    [['--resume', 'nowhere'], 'the file must exist and be readable'],
  ])('refuses %j', (options, message) => {
    const { code, err } = answerOf(readSettings, ...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('helps, with examples', () => {
    const { code, out } = answerOf(readSettings, '--help');
    expect([code, out]).toEqual([0, expect.stringContaining('npm run flights -- --rows all')]);
  });
});
