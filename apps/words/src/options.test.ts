import { answerOf } from '@thalweg/programs/answer-of';
import { describe, expect, it } from 'vitest';
import { spansOf } from './models/spans-of.ts';
import { readSettings } from './options.ts';

describe('the command line', () => {
  it.each([
    [['--model', 'gur'], "argument 'gur' is invalid. Did you mean 'gru'?"],
    [['--runner', 'wasn'], "Did you mean 'wasm'?"],
    [['--passes', '0'], 'It must be a whole number of at least 1.'],
    [['--window', '1'], 'It must be a whole number of at least 2.'],
    [['--characters', '10'], 'It must be a whole number of at least 1000.'],
    [['--temperature', '0'], 'It must be a positive number, such as 0.7.'],
    [['--model', 'lru', '--embeddings', '8'], '--embeddings is for --model gru, got --model lru.'],
    [['--unit', '8'], "unknown option '--unit'"],
    [['--resume', 'nowhere'], 'the file must exist and be readable'],
  ])('refuses %j', (options, message) => {
    const { code, err } = answerOf(readSettings, ...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('helps, with the defaults of each model and examples', () => {
    const { code, out } = answerOf(readSettings, '--help');
    expect(code).toBe(0);
    for (const text of ['gru 0.004', 'transformer 0.002', 'npm run words -- --model transformer'])
      expect(out.replace(/\s+/g, ' ')).toContain(text);
  });

  it('lets samples read at most a sixtieth of the characters that steps learn', () => {
    // To read one at a time takes almost three times as long as to learn one in a batch: a twentieth of the time.
    const settings = readSettings([]);
    const { sample, sampleEvery, streams, window } = settings;
    expect(sample * spansOf(settings).context).toBeLessThanOrEqual((sampleEvery * streams * window) / 60);
  });
});
