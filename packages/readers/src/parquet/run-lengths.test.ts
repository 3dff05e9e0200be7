import { expect, test } from 'vitest';
import { decodeRunLengths } from './page-parts.ts';

function decoded(bytes: number[], width: number, count: number): number[] {
  const values = new Int32Array(count);
  decodeRunLengths(Uint8Array.from(bytes), width, values);
  return [...values];
}

test("the numbers 0 to 7 of the format's own example", () => {
  expect(decoded([3, 0b10001000, 0b11000110, 0b11111010], 3, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('runs and packed bits one after another, the last of them cut', () => {
  expect(decoded([10, 5, 3, 0b10001000, 0b11000110, 0b11111010], 3, 10)).toEqual([5, 5, 5, 5, 5, 0, 1, 2, 3, 4]);
});

test('numbers of any width', () => {
  for (let width = 1; width <= 31; width++) {
    const numbers = Array.from({ length: 8 }, (_, i) => (2 ** width - 1 - i * 5 + 2 ** width * 40) % 2 ** width);
    const bits = numbers.map(value => [...value.toString(2).padStart(width, '0')].reverse().join('')).join('');
    const bytes = Array.from({ length: width }, (_, i) =>
      parseInt([...bits.slice(8 * i, 8 * i + 8)].reverse().join(''), 2),
    );
    expect(decoded([3, ...bytes], width, 8)).toEqual(numbers);
  }
});

test.each([
  ['nothing', []],
  ['half a header', [128]],
  ['a run without its value', [10]],
  ['fewer bits than numbers', [3, 1]],
  ['runs of no length', [0, 1, 0, 1]],
])('%s is refused', (_, bytes) => {
  expect(() => decoded(bytes, 3, 8)).toThrow('a page that ends too early');
});
