import { isOnDemand, ON_DEMAND } from '@thalweg/data/engine';
import { restore, snapshot } from '@thalweg/train';
import { concat, lastValueFrom, range, Subject, throwError, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { boundedBuffer, type WhenFull } from './bounded-buffer.ts';

/** What comes through of `count` items that are pushed in one go, and how many were dropped. */
async function through(whenFull: WhenFull, count: number, capacity = 3, seed = 0) {
  const buffer = boundedBuffer<number>({ capacity, whenFull, seed });
  const dropped: number[] = [];
  buffer.dropped.subscribe(n => dropped.push(n));
  const out = await lastValueFrom(range(0, count).pipe(buffer, toArray()));
  return { out, dropped: dropped.at(-1) };
}

const turns = (count: number): Promise<void> =>
  new Promise(resolve => {
    const next = (left: number): void => void (left === 0 ? resolve() : setImmediate(() => next(left - 1)));
    next(count);
  });

describe('boundedBuffer', () => {
  it('passes all on in order, later, where there is room', async () => {
    const source = new Subject<number>();
    const out: number[] = [];
    source.pipe(boundedBuffer({ capacity: 10, whenFull: 'error' })).subscribe(n => out.push(n));
    [1, 2, 3].forEach(n => source.next(n));
    expect(out).toEqual([]);
    await turns(2);
    expect(out).toEqual([1, 2, 3]);
    [4, 5].forEach(n => source.next(n));
    await turns(2);
    expect(out).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives a subscriber that asks no more than it asked for', async () => {
    const source = new Subject<number>();
    const demand$ = new Subject<number>();
    const buffered = source.pipe(boundedBuffer<number>({ capacity: 3, whenFull: 'dropOldest' }));
    if (!isOnDemand(buffered)) throw new Error('a buffer must know demand');
    const out: (number | string)[] = [];
    buffered[ON_DEMAND](demand$).subscribe({ next: n => out.push(n), complete: () => out.push('end') });
    [1, 2, 3, 4].forEach(n => source.next(n));
    await turns(2);
    expect(out).toEqual([]);
    demand$.next(2);
    await turns(2);
    expect(out).toEqual([2, 3]);
    source.complete();
    await turns(2);
    expect(out).toEqual([2, 3]);
    demand$.next(2);
    await turns(2);
    expect(out).toEqual([2, 3, 4, 'end']);
    expect(source.observed || demand$.observed).toBe(false);
  });

  it('drops what its policy says, and counts it', async () => {
    expect(await through('dropOldest', 10)).toEqual({ out: [7, 8, 9], dropped: 7 });
    expect(await through('dropNewest', 10)).toEqual({ out: [0, 1, 2], dropped: 7 });
    expect((await through('sample', 10)).dropped).toBe(7);
    await expect(through('error', 4)).rejects.toThrow(
      'boundedBuffer: no more than 3 items may wait, got another. Choose what to drop, or a larger capacity.',
    );
  });

  it('ends the count of dropped items with the stream, and counts on in the next', async () => {
    const buffer = boundedBuffer<number>({ capacity: 3, whenFull: 'dropNewest' });
    const seen: (number | string)[] = [];
    const watch = () => buffer.dropped.subscribe({ next: n => seen.push(n), complete: () => seen.push('end') });
    watch();
    await lastValueFrom(range(0, 5).pipe(buffer));
    expect(seen).toEqual([0, 0, 1, 2, 'end']);
    seen.length = 0;
    watch();
    expect(seen).toEqual([2, 'end']);
    const source = new Subject<number>();
    const leaving = source.pipe(buffer).subscribe();
    watch();
    leaving.unsubscribe();
    expect(seen).toEqual([2, 'end', 2]);
  });

  it('ends the count of dropped items when the stream fails', async () => {
    const failing: [Observable<number>, WhenFull][] = [
      [range(0, 9), 'error'],
      [throwError(() => new Error('gone')), 'dropOldest'],
    ];
    for (const [source$, whenFull] of failing) {
      const buffer = boundedBuffer<number>({ capacity: 3, whenFull });
      const counted = lastValueFrom(buffer.dropped);
      await expect(lastValueFrom(source$.pipe(buffer))).rejects.toThrow();
      expect(await counted).toBe(0);
    }
  });

  it('keeps of a sample every item as often as any other, in the order in which they came', async () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 600; seed++) {
      const { out } = await through('sample', 10, 4, seed);
      expect(out).toEqual([...out].sort((a, b) => a - b));
      for (const n of out) counts[n]!++;
    }
    const expected = (600 * 4) / 10;
    const chiSquare = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(30);
    expect(await through('sample', 10, 4, 1)).toEqual(await through('sample', 10, 4, 1));
  });

  it('passes on what waits before an error', async () => {
    const out: number[] = [];
    const failing = concat(
      range(0, 2),
      throwError(() => new Error('gone')),
    );
    await new Promise<void>(resolve =>
      failing.pipe(boundedBuffer({ capacity: 5, whenFull: 'error' })).subscribe({
        next: n => out.push(n as number),
        error: ({ message }: Error) => {
          expect(message).toBe('gone');
          resolve();
        },
      }),
    );
    expect(out).toEqual([0, 1]);
  });

  it('gives timers their turn while it catches up', async () => {
    let late = 0;
    const timer = setTimeout(() => (late = performance.now()), 1);
    let last = 0;
    const wait = (): void => {
      for (const until = performance.now() + 3; performance.now() < until;);
    };
    await new Promise<void>(complete =>
      range(0, 30)
        .pipe(boundedBuffer({ capacity: 100, whenFull: 'error', sliceMs: 5 }))
        .subscribe({ next: () => (wait(), (last = performance.now())), complete }),
    );
    clearTimeout(timer);
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(last - 20);
  });

  it('holds nothing back from who leaves, and keeps what waits for the next', async () => {
    const source = new Subject<number>();
    const buffer = boundedBuffer<number>({ capacity: 5, whenFull: 'dropOldest' });
    const out: number[] = [];
    const first = source.pipe(buffer).subscribe(n => out.push(n));
    source.next(1);
    first.unsubscribe();
    expect(source.observed).toBe(false);
    await turns(2);
    expect(out).toEqual([]);
    const other = boundedBuffer<number>({ capacity: 5, whenFull: 'dropOldest' });
    restore({ buffer: other }, snapshot({ buffer }));
    new Subject<number>().pipe(other).subscribe(n => out.push(n));
    await turns(2);
    expect(out).toEqual([1]);
  });

  it('refuses a capacity that means nothing', () => {
    expect(() => boundedBuffer({ capacity: 0, whenFull: 'error' })).toThrow(
      'boundedBuffer: the capacity must be a whole number of at least 1, got 0. Try 10_000.',
    );
  });
});
