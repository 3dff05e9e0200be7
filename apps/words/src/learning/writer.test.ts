import { gruCell } from '@thalweg/nn';
import { key } from '@thalweg/tensor';
import { describe, expect, test } from 'vitest';
import { alphabetOf } from '../data/alphabet.ts';
import { recurrentModel } from '../models/character-model.ts';
import { writer } from './writer.ts';

const alphabet = alphabetOf('abcdefgh ');
const model = recurrentModel(gruCell(6, { seed: 3 }), { kinds: alphabet.kinds, embeddings: 4, seed: 3 });
const writing = (temperature: number) => writer(alphabet, model, { context: 8, temperature, runner: undefined });

describe('a writer', () => {
  test('writes as many characters as asked for, the same for the same key', () => {
    const write = writing(1);
    const text = write('abc abc', 40, key(1));
    expect(alphabet.codesOf(text)).toHaveLength(40);
    expect([write('abc abc', 40, key(1)), write('abc abc', 10, key(1))]).toEqual([text, text.slice(0, 10)]);
    expect(write('abc abc', 40, key(2))).not.toBe(text);
  });

  test('reads no more than its context', () => {
    const write = writing(1);
    expect(write('hhhhabcdabcd', 20, key(1))).toBe(write('gabcdabcd', 20, key(1)));
  });

  test('takes the likeliest character when it is cold, and anyone when it is hot', () => {
    const cold = writing(1e-6);
    expect(cold('abc', 20, key(1))).toBe(cold('abc', 20, key(2)));
    const hot = writing(1e6)('abc', 2000, key(1));
    for (const character of 'abcdefgh ') {
      const share = hot.split(character).length - 1;
      expect(share / 2000).toBeGreaterThan(0.07);
      expect(share / 2000).toBeLessThan(0.16);
    }
  });
});
