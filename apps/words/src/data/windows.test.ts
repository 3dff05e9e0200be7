import { fc, test } from '@fast-check/vitest';
import { atOnce, batch, epochs } from '@thalweg/data';
import { describe, expect } from 'vitest';
import { type ScoredWindow, scoredWindows, trainingWindows } from './windows.ts';

const codes = Int32Array.from({ length: 27 }, (_, i) => i);

describe('windows of 3 of 27 characters in 2 streams', () => {
  const batches = trainingWindows(codes, { streams: 2, window: 3 }).pipe(batch(2), epochs(2));
  const read = (cursor: ReturnType<typeof batches.open>, count: number) =>
    Array.from({ length: count }, () => {
      const { letters, next, fresh } = atOnce(cursor.next())!;
      return [letters.toArray(), next.toArray(), fresh.toArray()];
    });

  test('lie side by side, each after the one before, and only the first ones are fresh', () => {
    expect(batches.length).toBe(4);
    const pass = [
      [[[0, 1, 2], [13, 14, 15]], [[1, 2, 3], [14, 15, 16]], [true, true]],
      [[[3, 4, 5], [16, 17, 18]], [[4, 5, 6], [17, 18, 19]], [false, false]],
      [[[6, 7, 8], [19, 20, 21]], [[7, 8, 9], [20, 21, 22]], [false, false]],
      [[[9, 10, 11], [22, 23, 24]], [[10, 11, 12], [23, 24, 25]], [false, false]],
    ]; // prettier-ignore
    expect(read(batches.open(), 8)).toEqual([...pass, ...pass]);
  });

  test('go on from a position', () => {
    const cursor = batches.open();
    read(cursor, 5);
    const later = batches.open(cursor.offset);
    expect(read(later, 3)).toEqual(read(cursor, 3));
  });
});

test('a text that fills no window in each stream is refused', () => {
  expect(() => trainingWindows(codes, { streams: 9, window: 3 })).toThrow(
    'words: the text must fill a window of 3 characters in each of 9 streams, got 27 characters to learn from.',
  );
});

const sizes = {
  length: fc.integer({ min: 2, max: 200 }),
  before: fc.integer({ min: 1, max: 40 }),
  context: fc.integer({ min: 1, max: 30 }),
  scored: fc.integer({ min: 1, max: 50 }),
  compared: fc.integer({ min: 0, max: 250 }),
};

test.prop(sizes)(
  'every character from a position on is scored once',
  ({ length, before, context, scored, compared }) => {
    const from = Math.min(before, length - 1);
    const codes = Int32Array.from({ length }, (_, i) => i);
    const counts = { scored: new Float32Array(length), compared: new Float32Array(length) };
    const iterator = scoredWindows(codes, { from, context, scored, compared }).open();
    for (let window: ScoredWindow | undefined; (window = atOnce(iterator.next())) !== undefined;) {
      const { letters, next } = window;
      expect(letters.length).toBe(Math.min(context + scored, length - 1));
      expect(next).toEqual(letters.map(code => code + 1));
      next.forEach((code, i) => {
        counts.scored[code]! += window!.scored[i]!;
        counts.compared[code]! += window!.compared[i]!;
      });
    }
    expect(counts.scored).toEqual(Float32Array.from(codes, code => Number(code >= from)));
    expect(counts.compared).toEqual(Float32Array.from(codes, code => Number(code >= from && code < from + compared)));
  },
);

test.prop(sizes)('a character is scored after its context', ({ length, before, context, scored, compared }) => {
  const from = Math.min(before, length - 1);
  const iterator = scoredWindows(new Int32Array(length), { from, context, scored, compared }).open();
  for (
    let window: ScoredWindow | undefined, first = from;
    (window = atOnce(iterator.next())) !== undefined;
    first += scored
  ) {
    const possible = Math.min(context, first - 1, length - 1);
    expect(window.scored.indexOf(1)).toBeGreaterThanOrEqual(Math.min(possible, window.letters.length - 1));
  }
});
