import { describe, expect, test } from 'vitest';
import { alphabetOf, typedPieces } from './alphabet.ts';

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

const ofThree = alphabetOf(' abc');
const texts = (line: string): string[][] =>
  typedPieces(line, ofThree).map(({ letters, next }) => [ofThree.textOf(letters), ofThree.textOf(next)]);

test('a line begins after a space, and ends with one', () => {
  expect(texts('abc')).toEqual([[' abc', 'abc ']]);
  expect(texts('  a\tb7 ')).toEqual([[' a b', 'a b ']]);
});

test.each(['', '   ', '7!'])('the line %j has nothing to learn', line => {
  expect(texts(line)).toEqual([]);
});

test('a long line is cut, and nothing of it is lost', () => {
  const line = 'abcab'.repeat(120);
  const pieces = texts(line);
  expect(pieces.map(([letters]) => letters!.length)).toEqual([256, 256, 89]);
  expect(pieces.map(([, next]) => next).join('')).toBe(`${line} `);
  expect(pieces.map(([letters]) => letters).join('')).toBe(` ${line}`);
});
