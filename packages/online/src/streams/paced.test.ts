import { fromIterable, epochs, batch, fromColumns } from '@thalweg/data';
import { restore, snapshot, type Snapshot } from '@thalweg/train';
import { concatMap, lastValueFrom, of, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { paced } from './paced.ts';

const numbers = fromIterable([10, 20, 30, 40]);

describe('paced', () => {
  it('pushes all records in order, over turns of the event loop, and completes', async () => {
    const told: number[] = [];
    const done = lastValueFrom(paced(numbers).pipe(tap(n => told.push(n))));
    expect(told).toEqual([]);
    await done;
    expect(told).toEqual([10, 20, 30, 40]);
    expect(await lastValueFrom(paced(numbers.pipe(epochs(2))).pipe(toArray()))).toHaveLength(8);
  });

  it('gives timers their turn', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const many = fromIterable(Array.from({ length: 40 }, (_, i) => i));
    const wait = (): void => {
      for (const until = performance.now() + 2; performance.now() < until;);
    };
    await lastValueFrom(paced(many, { sliceMs: 4 }).pipe(tap(wait)));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('goes on behind the last record delivered, again and from a snapshot', async () => {
    const source = paced(numbers);
    expect(await lastValueFrom(source.pipe(take(2), toArray()))).toEqual([10, 20]);
    const kept = snapshot({ source });
    expect(await lastValueFrom(source.pipe(toArray()))).toEqual([30, 40]);
    const other = paced(numbers);
    restore({ source: other }, kept);
    expect(await lastValueFrom(other.pipe(toArray()))).toEqual([30, 40]);
  });

  it('tells of a record as delivered when all that follows from it at once is done', async () => {
    const source = paced(numbers);
    const order: string[] = [];
    const snapshots: Snapshot[] = [];
    source.delivered.subscribe(({ step }) => {
      order.push(`delivered ${step}`);
      snapshots.push(snapshot({ source }));
    });
    await lastValueFrom(
      source.pipe(
        concatMap(n => of(n, n + 1)),
        tap(n => order.push(String(n))),
      ),
    );
    expect(order.slice(0, 6)).toEqual(['10', '11', 'delivered 1', '20', '21', 'delivered 2']);
    const other = paced(numbers);
    restore({ source: other }, snapshots[1]!);
    expect(await lastValueFrom(other.pipe(toArray()))).toEqual([30, 40]);
  });

  it('never writes over a record that it has pushed', async () => {
    const batches = fromColumns({ x: [1, 2, 3, 4] }).pipe(batch(2));
    const kept = await lastValueFrom(paced(batches).pipe(toArray()));
    expect(kept.map(({ x }) => x.toArray())).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});
