import { setImmediate as turn } from 'node:timers/promises';
import { map, tap } from 'rxjs';
import { expect, it } from 'vitest';
import { refuteAsync } from '../refute.ts';
import { stayWhereTheyAre } from './laws/memory.ts';
import type { OnlineRow } from './online-row.ts';
import { everyRow } from './online-rows.ts';

const collect = (globalThis as unknown as { gc: () => void }).gc;

/** Bytes in use once everything that nobody holds is gone: code that was not called lately goes only after some more looks. */
function heap(): number {
  let last = Infinity;
  for (let looks = 0; looks < 20; looks++) {
    collect();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    const bytes = heapUsed + external + arrayBuffers;
    if (last - bytes < 1_000) return bytes;
    last = bytes;
  }
  return last;
}

const how = { heap, turn: () => turn() };

it('10⁵ items after 10⁴ others leave the heap where it was, with every operator', { retry: 2, timeout: 300_000 }, () =>
  stayWhereTheyAre(everyRow, how),
);

const keeping = (keep: (number: number) => unknown): OnlineRow<never> => ({
  name: 'keeping',
  make: () => {
    const kept: unknown[] = [];
    return { operator: tap(number => kept.push(keep(number))) };
  },
  item: number => number as never,
  bound: 250,
});

it('one that keeps a number of each item is found among others, by its name', { timeout: 60_000 }, async () => {
  const [some] = everyRow;
  const error: unknown = await stayWhereTheyAre([some!, keeping(number => number / 3)], how).catch(
    (error: unknown) => error,
  );
  expect(String(error)).toContain("[ 'keeping' ]");
});

it('a state above its bound in the end is refused', { timeout: 60_000 }, () =>
  refuteAsync(() =>
    stayWhereTheyAre([{ ...keeping(() => 0), make: () => ({ operator: map(() => 0) }), bound: 100 }], how),
  ),
);
