import { firstValueFrom, map as mapStream, take as takeStream, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  batch,
  DataError,
  Dataset,
  epochs,
  filter,
  flatMap,
  fromColumns,
  fromIterable,
  map,
  shuffle,
  take,
  zip,
} from '../index.ts';
import { atOnce } from './at-once.ts';

function countdown(count: number): { data: Dataset<number>; pulled: () => number } {
  let pulled = 0;
  const data = new Dataset<number>({
    length: count,
    read: (_, index) => ({ next: () => (index < count ? (pulled++, index++) : undefined) }),
  });
  return { data, pulled: () => pulled };
}

test('take(3) of RxJS pulls exactly three items', () => {
  const { data, pulled } = countdown(10);
  const seen: number[] = [];
  data.pipe(takeStream(3)).subscribe(item => seen.push(item));
  expect([seen, pulled()]).toEqual([[0, 1, 2], 3]);
});

test('a subscriber gets all items synchronously', () => {
  const seen: unknown[] = [];
  countdown(3).data.subscribe({ next: item => seen.push(item), complete: () => seen.push('completed') });
  expect(seen).toEqual([0, 1, 2, 'completed']);
});

test('an operator of RxJS gives a dataset, which pushes to a subscriber as ever', async () => {
  const doubled = fromIterable([1, 2]).pipe(mapStream(x => x * 2));
  expect(doubled).toBeInstanceOf(Dataset);
  expect(await firstValueFrom(doubled.pipe(toArray()))).toEqual([2, 4]);
});

test('an empty pipe gives the dataset itself', () => {
  const data = fromIterable([1]);
  expect(data.pipe()).toBe(data);
});

describe('an iterator', () => {
  test('tells the epoch of the item delivered last', () => {
    const iterator = fromIterable([1, 2, 3]).pipe(batch(2), epochs(2)).open();
    const offsets = [iterator.offset];
    while (iterator.next() !== undefined) offsets.push(iterator.offset);
    expect(offsets.map(({ epoch, index }) => [epoch, index])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
    ]);
  });

  test('that looks one item ahead still tells where it is', () => {
    const iterator = fromIterable(() => [1, 2])
      .pipe(epochs(2))
      .open();
    atOnce(iterator.next());
    atOnce(iterator.next());
    expect([iterator.ended, iterator.offset]).toEqual([false, { epoch: 0, index: 2 }]);
    expect([iterator.next(), iterator.offset]).toEqual([1, { epoch: 1, index: 1 }]);
  });

  test('reads no item ahead where the length is known', () => {
    const { data, pulled } = countdown(2);
    const iterator = data.pipe(epochs(2)).open();
    expect([iterator.ended, pulled()]).toEqual([false, 0]);
    for (let read = 0; read < 4; read++) atOnce(iterator.next());
    expect([iterator.ended, pulled()]).toEqual([true, 4]);
  });

  test('stays ended', () => {
    const iterator = fromIterable([1]).open();
    atOnce(iterator.next());
    expect([iterator.next(), iterator.next(), iterator.ended]).toEqual([undefined, undefined, true]);
  });

  test('lets go of its source when it is closed, and again without harm', () => {
    let open = 0;
    const data = fromIterable(function* () {
      open++;
      try {
        yield 1;
        yield 2;
      } finally {
        open--;
      }
    });
    const iterator = data
      .pipe(
        map(x => x),
        shuffle({ seed: 1, window: 1 }),
        take(5),
        epochs(2),
        batch(1),
      )
      .open();
    atOnce(iterator.next());
    expect(open).toBe(1);
    iterator.close();
    iterator.close();
    expect([open, iterator.next(), iterator.ended]).toEqual([0, undefined, true]);
  });

  test.each([
    { epoch: -1, index: 0 },
    { epoch: 0.5, index: 0 },
    { epoch: 0, index: 4 },
    { epoch: 0, index: NaN },
  ])('does not open at %j of three items', offset => {
    expect(() => fromIterable([1, 2, 3]).open(offset)).toThrow(DataError);
    expect(() => fromIterable([1, 2, 3]).open(offset)).toThrow(
      /^open: epoch must be at least 0 and index between 0 and 3, got \{.*\}\. Use the offset/,
    );
  });
});

describe('epochs', () => {
  test('reads later runs as later epochs', () => {
    const data = fromIterable(epoch => [epoch]).pipe(epochs(2));
    const iterator = data.open({ epoch: 2, index: 0 });
    expect([iterator.next(), iterator.next(), iterator.next()]).toEqual([2, 3, undefined]);
  });

  test('without end can be left', () => {
    const seen: number[] = [];
    fromIterable([1, 2])
      .pipe(epochs(Infinity), takeStream(5))
      .subscribe(item => seen.push(item));
    expect(seen).toEqual([1, 2, 1, 2, 1]);
    expect(fromIterable([1, 2]).pipe(epochs(Infinity), take(5)).length).toBe(5);
  });

  test('without end and without items ends', () => {
    for (const data of [fromIterable<number>([]), fromIterable<number>(() => [])]) {
      const endless = data.pipe(epochs(Infinity));
      expect([endless.open().ended, endless.open().next()]).toEqual([true, undefined]);
    }
  });

  test('of taken epochs go on where the run before would have ended', () => {
    const tens = new Dataset<number>({
      length: 2,
      read: (epoch, index) => ({ next: () => (index < 2 ? epoch * 10 + index++ : undefined) }),
    });
    for (const data of [tens, fromIterable(epoch => [epoch * 10, epoch * 10 + 1])]) {
      const seen: number[] = [];
      data.pipe(epochs(2), take(3), epochs(2)).subscribe(item => seen.push(item));
      expect(seen).toEqual([0, 1, 10, 20, 21, 30]);
    }
  });

  test('before or after batch makes no difference', () => {
    const data = fromColumns({ x: [1, 2, 3] });
    const read = (batches: Dataset<{ x: { toArray(): unknown } }>): unknown[] => {
      const seen: unknown[] = [];
      batches.subscribe(({ x }) => seen.push(x.toArray()));
      return seen;
    };
    expect(read(data.pipe(batch(2), epochs(2)))).toEqual([[1, 2], [3], [1, 2], [3]]);
    expect(read(data.pipe(epochs(2), batch(2)))).toEqual([[1, 2], [3], [1, 2], [3]]);
  });

  test('take before it takes of every epoch, after it of all together', () => {
    const data = fromIterable([1, 2, 3]);
    expect([data.pipe(take(2), epochs(2)).length, data.pipe(take(2), epochs(2)).epochs]).toEqual([2, 2]);
    expect([data.pipe(epochs(2), take(5)).length, data.pipe(epochs(2), take(5)).epochs]).toEqual([5, 1]);
  });

  test.each([0, -1, 1.5, NaN])('refuses %d', count => {
    expect(() => epochs(count)).toThrow(`epochs: count must be a whole number, at least 1, or Infinity, got ${count}.`);
  });
});

test('map refuses to lose an item', () => {
  expect(() =>
    fromIterable([1])
      .pipe(map(() => undefined))
      .open()
      .next(),
  ).toThrow('map: the function must return an item, got undefined.');
});

test('take refuses half an item', () => {
  expect(() => take(0.5)).toThrow('take: count must be a whole number, at least 0, got 0.5.');
});

test.each([NaN, 0, -0, -1, 1.5])('a reader of %s epochs is refused, which would be read without end', epochs => {
  const read = () => ({ next: () => undefined });
  expect(() => new Dataset({ length: undefined, epochs, read })).toThrow(
    `Dataset: epochs must be a whole number, at least 1, or Infinity, got ${epochs}`,
  );
});

test('what is no function is refused where it is given, and a reader that does not read', () => {
  const wrong = 'x' as unknown as () => never;
  expect(() => map(wrong)).toThrow("map: the argument must be a function, got 'x'.");
  expect(() => filter(wrong)).toThrow("filter: the argument must be a function, got 'x'.");
  expect(() => flatMap(wrong)).toThrow("flatMap: the argument must be a function, got 'x'.");
  expect(() => new Dataset({} as never)).toThrow('Dataset: the read of its reader must be a function, got undefined.');
});

test('an iterator with the former name of its method is refused when it is opened, behind operators too', () => {
  const iterator = { next: () => 1, place: () => 0 };
  const data = new Dataset<number>({ length: undefined, read: () => iterator });
  const steps = [map((x: number) => x), filter(() => true), take(1), batch(2), shuffle({ seed: 1, window: 2 })];
  for (const one of [data, ...steps.map(step => data.pipe(step as never) as Dataset<number>), zip(data, data)])
    expect(() => void one.open().next()).toThrow(
      'read: an iterator must tell its offset by the method offset, got one with a method place. Rename the method place to offset.',
    );
});
