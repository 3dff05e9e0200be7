import { expect, test } from 'vitest';
import { eventsOf, ofKind } from './testing/words-program.ts';

test('the larger setting of the README predicts better than 5-grams', async () => {
  const events = await eventsOf(['--units', '256', '--window', '64', '--passes', '4']);
  const { compared, seconds, ngrams } = ofKind(events, 'result')[0]!;
  console.log(`words, larger: ${compared} bits beside n-grams, ${seconds} s`);
  expect(ngrams['5']).toBeCloseTo(2.14, 3);
  expect(compared).toBeLessThan(ngrams['5']! - 0.05);
});
