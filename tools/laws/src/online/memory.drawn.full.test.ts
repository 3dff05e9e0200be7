import { isRelease, landingRows, refuteAsync } from '@thalweg/drawn';
import { map, tap } from 'rxjs';
import { describe, it } from 'vitest';
import { heapMeasure } from './laws/heap-measure.ts';
import { staysWhereItIs } from './laws/memory.ts';
import { titleOf, type OnlineRow } from './laws/online-row.ts';
import { everyRow } from './online-rows.ts';

describe('items after 10⁴ others leave the heap where it was, with', () => {
  const rows = landingRows('online operators and their heap', everyRow);

  it.each(rows.map(row => [titleOf(row), row] as const))('%s', (_, row) =>
    isRelease ? staysWhereItIs(row, heapMeasure, 100_000) : staysWhereItIs(row, heapMeasure),
  );
});

describe('that law refuses one that', () => {
  /** Keeps a few numbers of so many items: more than other garbage that comes and goes. */
  const keepingFirst = (most: number): OnlineRow<number> => ({
    name: 'keeping',
    make: () => {
      const kept: (readonly number[])[] = [];
      const keep = (number: number): void => {
        if (kept.length < most) kept.push([number, number / 3, number / 5]);
      };
      return { operator: tap(keep) };
    },
    item: number => number,
    bound: 250,
  });

  it('keeps numbers of each item', () => refuteAsync(() => staysWhereItIs(keepingFirst(Infinity), heapMeasure)));

  it('keeps numbers of 200,000 items, and rests', () =>
    refuteAsync(() => staysWhereItIs(keepingFirst(200_000), heapMeasure)));

  it('has a state above its bound in the end', () =>
    refuteAsync(() =>
      staysWhereItIs({ ...keepingFirst(0), make: () => ({ operator: map(() => 0) }), bound: 100 }, heapMeasure),
    ));
});
