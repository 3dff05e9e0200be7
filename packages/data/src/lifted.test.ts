import {
  catchError,
  concatMap,
  concatWith,
  delay,
  EMPTY,
  filter,
  map,
  mergeMap,
  NEVER,
  observeOn,
  asyncScheduler,
  of,
  range,
  repeat,
  retry,
  scan,
  share,
  tap,
  throttleTime,
  toArray,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { atOnce } from './core/at-once.ts';
import { batch, DataError, Dataset, epochs, fromIterable, map as ownMap, shuffle, take } from './index.ts';
import { rest } from './testing/rest.ts';

/** Numbers from 1, without end unless a count is given, with what was read of them, and whether somebody still reads. */
function numbers(count = Infinity) {
  const log = { read: 0, open: 0 };
  const data = fromIterable(function* () {
    log.open++;
    try {
      for (let number = 1; number <= count; number++) {
        log.read = number;
        yield number;
      }
    } finally {
      log.open--;
    }
  });
  return { data, log };
}

/** The dataset that an operator of RxJS gives. */
const dataset = <T>(source: Observable<T>): Dataset<T> => {
  expect(source).toBeInstanceOf(Dataset);
  return source as Dataset<T>;
};

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('a dataset behind operators of RxJS', () => {
  it('reads one record for an item of map, and two for a filter that drops every second', () => {
    const { data, log } = numbers();
    const iterator = dataset(
      data.pipe(
        map(x => x + 1),
        filter(x => x % 2 === 0),
      ),
    ).open();
    expect([atOnce(iterator.next()), log.read]).toEqual([2, 1]);
    expect([atOnce(iterator.next()), log.read]).toEqual([4, 3]);
    expect(iterator.offset).toEqual({ epoch: 0, index: 2 });
  });

  it('reads no more than 16 records in a turn of the event loop while nothing comes', async () => {
    const { data, log } = numbers();
    const iterator = dataset(data.pipe(filter(x => x > 100))).open();
    const item = iterator.next();
    expect(log.read).toBe(16);
    let before = log.read;
    for (let i = 0; i < 20; i++) {
      await turn();
      expect(log.read - before).toBeLessThanOrEqual(16);
      before = log.read;
    }
    expect(await item).toBe(101);
    expect(log.read).toBe(101);
  });

  it('keeps 16 records under way behind an operator that answers later', async () => {
    const { data, log } = numbers();
    const iterator = dataset(data.pipe(concatMap(x => of(x).pipe(delay(2))))).open();
    for (let i = 0; i < 10; i++) await iterator.next();
    const ahead = log.read;
    for (let i = 0; i < 40; i++) await iterator.next();
    expect(log.read - 50).toBeLessThanOrEqual(Math.max(16, ahead - 10));
    iterator.close();
  });

  it('does not buffer the source behind observeOn', async () => {
    const { data, log } = numbers();
    const iterator = dataset(data.pipe(observeOn(asyncScheduler))).open();
    for (let i = 1; i <= 200; i++) expect(await iterator.next()).toBe(i);
    expect(log.read).toBeLessThan(300);
    iterator.close();
  });

  it('goes on pulling where an answer may never come', async () => {
    const iterator = dataset(numbers().data.pipe(throttleTime(5))).open();
    expect(await iterator.next()).toBe(1);
    expect(await iterator.next()).toBeGreaterThan(16);
    iterator.close();
    expect(await dataset(numbers(1000).data.pipe(toArray())).open().next()).toHaveLength(1000);
  });

  it('ends a pull that is pending when it is closed, and releases the source', async () => {
    const { data, log } = numbers();
    const iterator = dataset(data.pipe(mergeMap(() => NEVER))).open();
    const item = iterator.next();
    expect(log.open).toBe(1);
    iterator.close();
    expect(await item).toBeUndefined();
    expect([log.open, await iterator.next(), iterator.ended]).toEqual([0, undefined, true]);
  });

  it('reads the run again when an operator subscribes again', () => {
    const { data, log } = numbers(3);
    expect(rest(dataset(data.pipe(repeat(2))).open())).toEqual([1, 2, 3, 1, 2, 3]);
    const endless = dataset(data.pipe(repeat())).open();
    for (let i = 0; i < 30_000; i++) expect(atOnce(endless.next())).toBe((i % 3) + 1);
    endless.close();
    expect(log.open).toBe(0);
  });

  it('reads the run again after an error that retry or catchError takes', () => {
    const failing = () => {
      let left = 1;
      return map((x: number) => {
        if (x === 3 && left-- > 0) throw new Error('bad');
        return x;
      });
    };
    expect(rest(dataset(numbers(4).data.pipe(failing(), retry(1))).open())).toEqual([1, 2, 1, 2, 3, 4]);
    const again = catchError<number, Observable<number>>((_, caught) => caught);
    expect(rest(dataset(numbers(4).data.pipe(failing(), again)).open())).toEqual([1, 2, 1, 2, 3, 4]);
  });

  it('throws the error of an operator from next, after the items before it', () => {
    const bad = new Error('bad');
    const thrower = map((x: number) => {
      if (x === 3) throw bad;
      return x;
    });
    const { data, log } = numbers();
    const iterator = dataset(data.pipe(thrower)).open();
    expect([atOnce(iterator.next()), atOnce(iterator.next())]).toEqual([1, 2]);
    expect(() => void iterator.next()).toThrow(bad);
    expect(log.open).toBe(0);
  });

  it('refuses undefined, which would read as the end', () => {
    const iterator = dataset(numbers().data.pipe(map(() => undefined))).open();
    expect(() => void iterator.next()).toThrow(DataError);
    expect(() => void iterator.next()).toThrow('dataset: an operator must not emit undefined, got undefined.');
  });

  it('refuses a million items at once', () => {
    const iterator = dataset(numbers(1).data.pipe(concatWith(range(0, 1e9)))).open();
    expect(atOnce(iterator.next())).toBe(1);
    for (let i = 0; i < 1 << 20; i++) atOnce(iterator.next());
    expect(() => void iterator.next()).toThrow('must not emit more than 1048576 items at once');
  });

  it('pushes to a subscriber at once, as RxJS does', () => {
    const seen: unknown[] = [];
    numbers(40)
      .data.pipe(filter(x => x > 38))
      .subscribe({ next: x => seen.push(x), complete: () => seen.push('complete') });
    expect(seen).toEqual([39, 40, 'complete']);
  });

  it('starts an operator anew in each epoch if epochs comes after it, and once if before', () => {
    const sums = scan((sum: number, x: number) => sum + x);
    expect(rest(dataset(numbers(3).data.pipe(sums)).pipe(epochs(2)).open())).toEqual([1, 3, 6, 1, 3, 6]);
    const iterator = dataset(numbers(3).data.pipe(epochs(2), sums)).open();
    const seen: unknown[] = [];
    for (let item = iterator.next(); item !== undefined; item = iterator.next())
      seen.push([item, iterator.offset.epoch]);
    expect(seen).toEqual([1, 3, 6, 7, 9, 12].map((sum, i) => [sum, i < 3 ? 0 : 1])); // prettier-ignore
  });

  it('gives items that come later their own epoch, also where the records have to be awaited', async () => {
    const later = concatMap((x: number) => of(x).pipe(delay(2)));
    const iterator = dataset(dataset(numbers(2).data.pipe(later)).pipe(epochs(2), later)).open();
    const seen: unknown[] = [];
    for (let item = await iterator.next(); item !== undefined; item = await iterator.next())
      seen.push([item, iterator.offset]);
    const at = (epoch: number, index: number) => [index, { epoch, index }];
    expect(seen).toEqual([at(0, 1), at(0, 2), at(1, 1), at(1, 2)]);
  });

  it('gives all items that come later of one record the epoch of that record', async () => {
    const twice = mergeMap((x: number) => [x, -x]);
    const later = concatMap((x: number) => of(x).pipe(delay(2)));
    const iterator = dataset(numbers(1).data.pipe(epochs(2), twice, later)).open();
    const epochsSeen: number[] = [];
    while ((await iterator.next()) !== undefined) epochsSeen.push(iterator.offset.epoch);
    expect(epochsSeen).toEqual([0, 0, 1, 1]);
  });

  it('passes through operators of this package', () => {
    const odd = dataset(numbers(9).data.pipe(filter(x => x % 2 === 1)));
    const all = odd.pipe(
      ownMap(x => x * 10),
      shuffle({ seed: 1 }),
      take(4),
      batch(3),
      epochs(2),
    );
    expect(rest(all.open()).map(({ shape }) => shape)).toEqual([[3], [1], [3], [1]]);
  });

  it('gives endless epochs that end if they have no items', async () => {
    const none = dataset(numbers(3).data.pipe(mergeMap(() => EMPTY))).pipe(epochs(Infinity));
    expect(await none.open().next()).toBeUndefined();
    const three = dataset(numbers(3).data.pipe(epochs(Infinity), scan((sum, x) => sum + x))); // prettier-ignore
    const iterator = three.open();
    for (let i = 0; i < 10; i++) atOnce(iterator.next());
    expect(iterator.offset.epoch).toBe(3);
  });

  it('shares what an operator shares between two iterators', () => {
    let taps = 0;
    const shared = dataset(numbers(3).data.pipe(tap(() => taps++), share())); // prettier-ignore
    expect(rest(shared.open())).toEqual([1, 2, 3]);
    expect(rest(shared.open())).toEqual([1, 2, 3]);
    expect(taps).toBe(6);
  });
});

describe('a dataset whose items have to be awaited', () => {
  const later = new Dataset<number>({
    length: 5,
    read: (epoch, index) => ({
      next: () => turn().then(() => (index < 5 ? ++index + 10 * epoch : undefined)),
    }),
  });

  it('gives promises from iterators, and pushes to subscribers in order', async () => {
    const iterator = later.open();
    expect(iterator.next()).toBeInstanceOf(Promise);
    const seen: unknown[] = [];
    await new Promise<void>(complete =>
      later
        .pipe(
          ownMap(x => x * 2),
          epochs(2),
        )
        .subscribe({ next: x => seen.push(x), complete }),
    );
    expect(seen).toEqual([2, 4, 6, 8, 10, 22, 24, 26, 28, 30]);
  });

  it('passes through operators of this package and of RxJS', async () => {
    const piped = dataset(
      later.pipe(
        map(x => x + 1),
        filter(x => x !== 3),
      ),
    ).pipe(shuffle({ seed: 3, window: 2 }), batch(2), epochs(2));
    const iterator = piped.open();
    const sizes: unknown[] = [];
    for (let item = await iterator.next(); item !== undefined; item = await iterator.next())
      sizes.push(item.data.length);
    // The second epoch, of 11 to 15, has no 2 that becomes a 3.
    expect(sizes).toEqual([2, 2, 2, 2, 1]);
  });

  it('passes on the error of a reading', async () => {
    const broken = new Dataset<number>({
      length: undefined,
      read: () => ({ next: () => Promise.reject(new Error('cut')) }),
    });
    await expect(broken.pipe(batch(2)).open().next()).rejects.toThrow('cut');
    await expect(
      dataset(broken.pipe(map(x => x)))
        .open()
        .next(),
    ).rejects.toThrow('cut');
    const errors: unknown[] = [];
    broken.subscribe({ error: error => errors.push(error) });
    await turn();
    expect(errors).toEqual([new Error('cut')]);
  });
});
