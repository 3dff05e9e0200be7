import { describe, expect, test } from 'vitest';
import { alphabetOf } from './alphabet.ts';

const alphabet = alphabetOf('the "sea"\'s deck e');

describe('an alphabet', () => {
  test('numbers its characters in order, and gives their text back', () => {
    expect(alphabet.kinds).toBe(11);
    expect(Array.from(alphabet.codesOf(' "\'a'))).toEqual([0, 1, 2, 3]);
    expect(alphabet.textOf(alphabet.codesOf('the sea'))).toBe('the sea');
  });

  test.each([
    ['the\t\n  sea', 'the sea'],
    ['“the” sea’s', '"the" sea\'s'],
    ['thé séa', 'the sea'],
    ['the 7 seas!', 'the seas'],
    ['THE', ''],
    ['', ''],
  ])('folds %j to %j', (text, folded) => {
    expect(alphabet.fold(text)).toBe(folded);
  });
});
