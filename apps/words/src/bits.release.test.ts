import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventsOf, ofKind } from './testing/words-program.ts';

const reference = JSON.parse(
  readFileSync(new URL('../../../tools/laws/reference/words.json', import.meta.url), 'utf8'),
) as {
  readonly gru: readonly { readonly heldOut: number }[];
};

test('three passes reach 2.25 bits per held-out character', async () => {
  const events = await eventsOf([]);
  const { heldOut, ngrams, compared } = ofKind(events, 'result')[0]!;
  console.log(`words: ${heldOut} bits, ${compared} beside n-grams`);
  expect(heldOut).toBeLessThan(2.25);
  expect(compared).toBeLessThan(ngrams['4']!);
  // The same recipe by PyTorch, with other first weights.
  const passes = ofKind(events, 'heldOut').map(({ bits }) => bits);
  passes.forEach((bits, pass) => expect(Math.abs(bits - reference.gru[pass]!.heldOut)).toBeLessThan(0.03));
  expect(passes).toHaveLength(3);
});
