import { map, tap } from 'rxjs';
import { describe, it } from 'vitest';
import { refuteAsync } from '../refute.ts';
import { heapMeasure } from './laws/heap-measure.ts';
import { staysWhereItIs } from './laws/memory.ts';
import { titleOf, type OnlineRow } from './online-row.ts';
import { everyRow } from './online-rows.ts';

describe('items after 10⁴ others leave the heap where it was, with', () => {
  it.each(everyRow.map(row => [titleOf(row), row] as const))('%s', (_, row) => staysWhereItIs(row, heapMeasure));
});

describe('that law refuses one that', () => {
  const keeping = (keep: (number: number) => unknown): OnlineRow<number> => ({
    name: 'keeping',
    make: () => {
      const kept: unknown[] = [];
      return { operator: tap(number => kept.push(keep(number))) };
    },
    item: number => number,
    bound: 250,
  });

  it('keeps a number of each item', () =>
    refuteAsync(() =>
      staysWhereItIs(
        keeping(number => number / 3),
        heapMeasure,
      ),
    ));

  it('has a state above its bound in the end', () =>
    refuteAsync(() =>
      staysWhereItIs({ ...keeping(() => 0), make: () => ({ operator: map(() => 0) }), bound: 100 }, heapMeasure),
    ));
});
