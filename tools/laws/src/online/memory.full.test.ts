import { setImmediate as turn } from 'node:timers/promises';
import { map, tap } from 'rxjs';
import { describe, it } from 'vitest';
import { refuteAsync } from '../refute.ts';
import { staysWhereItIs } from './laws/memory.ts';
import { titleOf, type OnlineRow } from './online-row.ts';
import { everyRow } from './online-rows.ts';

const collect = (globalThis as unknown as { gc: () => void }).gc;

/** Bytes in use once everything that nobody holds is gone. */
function heap(): number {
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const how = { heap, turn: () => turn() };

describe('10⁵ items after 10⁴ others leave the heap where it was, with', { retry: 2 }, () => {
  it.each(everyRow.map(row => [titleOf(row), row] as const))('%s', (_, row) => staysWhereItIs(row, how));
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
        how,
      ),
    ));

  it('has a state above its bound in the end', () =>
    refuteAsync(() =>
      staysWhereItIs({ ...keeping(() => 0), make: () => ({ operator: map(() => 0) }), bound: 100 }, how),
    ));
});
