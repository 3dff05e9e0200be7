import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readNovel, splitNovel } from '../data/novel.ts';
import { ngramBits, wittenBell } from './ngram-bits.ts';

const reference = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/words.json', import.meta.url), 'utf8'),
) as { readonly trained: number; readonly kinds: number; readonly ngrams: Readonly<Record<string, number>> };

describe('n-grams by Witten and Bell', () => {
  test('interpolate with the shorter context, down to the same probability for all', () => {
    const probability = wittenBell('abab', { order: 2, kinds: 4 });
    const [a, other] = [(2 + 2 / 4) / 6, 2 / 4 / 6];
    expect(probability('a', 0)).toBeCloseTo(a, 15);
    expect(probability('c', 0)).toBeCloseTo(other, 15);
    // b always follows a; the third is after a context that never was.
    expect(probability('ab', 1)).toBeCloseTo((2 + a) / 3, 15);
    expect(probability('ac', 1)).toBeCloseTo(other / 3, 15);
    expect(probability('ca', 1)).toBeCloseTo(a, 15);
  });

  test('have probabilities that add up to 1 after any context', () => {
    const kinds = 'abcd';
    const probability = wittenBell('abracadabra', { order: 3, kinds: 5 });
    for (const context of ['', 'a', 'ab', 'ra', 'ba', 'cc', 'abrac']) {
      const total = [...kinds, 'r'].reduce((sum, next) => sum + probability(context + next, context.length), 0);
      expect(total).toBeCloseTo(1, 14);
    }
  });

  test.each([3, 4, 5])('of %d characters have the bits on the novel that Python finds', order => {
    const novel = splitNovel(readNovel());
    expect([novel.training.length, novel.alphabet.kinds]).toEqual([reference.trained, reference.kinds]);
    expect(ngramBits(novel, order).bits).toBeCloseTo(reference.ngrams[order]!, 10);
  });
});
