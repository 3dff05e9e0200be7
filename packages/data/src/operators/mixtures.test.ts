import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  classWeights,
  collect,
  kFold,
  split,
  type Dataset,
  epochs,
  fromColumns,
  fromIterable,
  interleave,
  sampleFrom,
  shard,
  shuffle,
  take,
} from '../index.ts';
import { rest } from '../testing/rest.ts';
import { numbersWithOffsets } from '../testing/numbers-with-offsets.ts';

const rows = fromIterable([1, 2, 3, 4, 5]);
const read = fromIterable(() => [10, 20, 30]);

describe('interleave', () => {
  test('takes items in turn, and goes on with the others when one has ended', () => {
    const both = interleave([rows, read]);
    expectTypeOf(both).toEqualTypeOf<Dataset<number>>();
    expect([both.length, rest(both.open())]).toEqual([undefined, [1, 10, 2, 20, 3, 30, 4, 5]]);
    expect(interleave([rows, rows]).length).toBe(10);
  });

  test('takes blocks', () => {
    expect(rest(interleave([rows, read], { blockLength: 2 }).open())).toEqual([1, 2, 10, 20, 3, 4, 30, 5]);
  });

  test('may end with the first that has ended', () => {
    expect(rest(interleave([rows, read], { stopOnEmpty: true }).open())).toEqual([1, 10, 2, 20, 3, 30, 4]);
  });

  test('goes to the offset of each source, and reads nothing again', () => {
    const [a, b] = [numbersWithOffsets([1, 2, 3, 4]), numbersWithOffsets([10, 20, 30, 40])];
    const both = interleave([a.data, b.data]);
    const iterator = both.open();
    for (let i = 0; i < 5; i++) void iterator.next();
    const { offset } = iterator;
    const before = a.read() + b.read();
    expect(rest(both.open(JSON.parse(JSON.stringify(offset))))).toEqual([30, 4, 40]);
    expect(a.read() + b.read() - before).toBe(3);
    expect(() => both.open({ epoch: 0, index: 1, place: { index: 1 } }).next()).toThrow('here of interleave');
  });

  test('of nothing is empty, and epochs must agree', () => {
    expect(rest(interleave([]).open())).toEqual([]);
    expect(() => interleave([rows, read.pipe(epochs(2))])).toThrow('interleave: datasets must have as many epochs');
    expect(
      rest(
        interleave([rows.pipe(take(1)), read])
          .pipe(epochs(2))
          .open(),
      ),
    ).toEqual([1, 10, 20, 30, 1, 10, 20, 30]);
  });
});

test('what is no dataset is refused', () => {
  const array = [1, 2] as never;
  const message = 'the source must be a dataset, got Array. Make one with fromIterable.';
  for (const attempt of [
    () => interleave([array]),
    () => sampleFrom([array], [1], { seed: 1 }),
    () => collect(array),
    () => classWeights(array, 'y' as never),
    () => kFold(array, 2),
    () => split(array, { seed: 1, sizes: [1, 1] }),
  ])
    expect(attempt).toThrow(message);
});

describe('sampleFrom', () => {
  const endless = (item: string): Dataset<string> => fromIterable(function* () { for (;;) yield item; }); // prettier-ignore

  test('draws in proportion to the weights', () => {
    const count = 20_000;
    const drawn = rest(
      sampleFrom([endless('a'), endless('b')], [3, 1], { seed: 7 })
        .pipe(take(count))
        .open(),
    );
    const share = drawn.filter(item => item === 'a').length / count;
    // Four standard deviations.
    expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / count));
  });

  test('gives all items, each dataset in its order, or ends when an empty one is drawn', () => {
    const all = rest(sampleFrom([rows, read], [1, 2], { seed: 3 }).open());
    expect(all.filter(item => item < 10)).toEqual([1, 2, 3, 4, 5]);
    expect(all.filter(item => item >= 10)).toEqual([10, 20, 30]);
    const some = rest(sampleFrom([rows, read], [1, 2], { seed: 3, stopOnEmpty: true }).open());
    expect(some.length).toBeLessThan(8);
    expect(all.slice(0, some.length)).toEqual(some);
  });

  test('draws otherwise in each epoch and with each seed', () => {
    const orders = [0, 1].flatMap(seed => {
      const mixture = sampleFrom([rows, read], [1, 1], { seed });
      return [0, 1].map(epoch => rest(mixture.open({ epoch, index: 0 })).join());
    });
    expect(new Set(orders).size).toBe(4);
  });

  test.each<[string, readonly number[]]>([
    ['too few', [1]],
    ['a negative one', [1, -1]],
    ['none that can be drawn', [0, 1]],
    ['no number', [1, NaN]],
  ])('refuses weights: %s', (_, weights) => {
    expect(() => sampleFrom([rows, read], weights, { seed: 1 })).toThrow(
      'sampleFrom: there must be datasets, and one positive weight for each, got [',
    );
  });
});

describe('shard', () => {
  const sources: [string, Dataset<number>][] = [
    ['rows', rows],
    ['items read from front to back', fromIterable(() => [1, 2, 3, 4, 5])],
    ['places', numbersWithOffsets([1, 2, 3, 4, 5]).data],
    ['shuffled rows', rows.pipe(shuffle({ seed: 1 }))],
  ];

  test.each(sources)('gives parts without a common item that together have all: %s', (_, data) => {
    const parts = [0, 1, 2].map(index => rest(data.pipe(shard(index, 3)).open()));
    expect(parts.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(parts.flat().sort()).toEqual([1, 2, 3, 4, 5]);
    const all = rest(data.open());
    expect(parts).toEqual([0, 1, 2].map(index => all.filter((_, at) => at % 3 === index)));
  });

  test('has a length where there is one, and keeps rows', () => {
    expect([rows.pipe(shard(1, 3)).length, rows.pipe(shard(4, 5)).length]).toEqual([2, 1]);
    expect(rows.pipe(take(1), shard(1, 2)).length).toBe(0);
    expect(fromColumns({ x: [1, 2, 3] }).pipe(shard(0, 2)).reader.selection).toBeDefined();
  });

  test('refuses a number that is none of a part: the count comes last', () => {
    expect(() => shard(3, 2)).toThrow(
      'shard: index must be less than count, 2, got 3. The parts have the numbers from 0 on',
    );
    expect(() => shard(0, 0)).toThrow('shard: count must be a whole number, at least 1, got 0.');
    expect(() => shard(-1, 2)).toThrow('shard: index must be a whole number, at least 0, got -1.');
  });
});
