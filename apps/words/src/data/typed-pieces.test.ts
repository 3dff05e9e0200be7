import { expect, test } from 'vitest';
import { alphabetOf } from './alphabet.ts';
import { typedPieces } from './typed-pieces.ts';

const alphabet = alphabetOf(' abc');
const texts = (line: string): string[][] =>
  typedPieces(line, alphabet).map(({ letters, next }) => [alphabet.textOf(letters), alphabet.textOf(next)]);

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
