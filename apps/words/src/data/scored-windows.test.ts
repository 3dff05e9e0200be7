import { fc, test } from '@fast-check/vitest';
import { atOnce } from '@thalweg/data';
import { expect } from 'vitest';
import { scoredWindows, type ScoredWindow } from './scored-windows.ts';

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
