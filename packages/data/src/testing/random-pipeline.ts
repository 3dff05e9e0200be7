import { foldIn, key, randomInteger, type Tensor, type Key } from '@thalweg/tensor';
import {
  batch,
  bucketByLength,
  cache,
  concat,
  type Dataset,
  epochs,
  filter,
  flatMap,
  fromAsyncIterable,
  fromColumns,
  fromIterable,
  interleave,
  type ItemContext,
  kFold,
  map,
  mapAsync,
  mapField,
  oversample,
  paddedBatch,
  prefetch,
  sample,
  sampleFrom,
  shard,
  shuffle,
  skip,
  slidingWindow,
  split,
  take,
  timeSeriesSplit,
  zip,
} from '../index.ts';
import { tablesOfSizes } from './tables-of-sizes.ts';
import { numbersWithOffsets } from './numbers-with-offsets.ts';

type Numbers = Dataset<number>;

/** A pipeline made from a seed, by the names of its parts. */
export interface RandomPipeline {
  readonly names: readonly string[];
  readonly data: Numbers;
}

/** Draws whole numbers by a seed. */
class Draws {
  readonly #key: Key;
  #drawn = 0;

  constructor(seed: number) {
    this.#key = foldIn(key(seed), 'pipeline');
  }

  below(bound: number): number {
    return randomInteger(this.#key, this.#drawn++, bound);
  }
}

const total = map((item: Tensor) => Array.from(item.data).reduce((sum, element) => 3 * sum + element, 1));
const drawn = (x: number, { key, epoch, index }: ItemContext): number =>
  100 * (x % 50) + randomInteger(key, epoch + index, 97);
const later = (x: number): Promise<number> => new Promise(resolve => setImmediate(() => resolve(x)));

type Source = (items: readonly number[], draws: Draws) => Numbers;

const sources: Readonly<Record<string, Source>> = {
  columns: items => fromColumns({ x: Int32Array.from(items) }).pipe(map(({ x }) => x)),
  array: items => fromIterable([...items]),
  iterable: items => fromIterable(epoch => items.map(item => item + epoch * 1000)),
  asyncIterable: items =>
    fromAsyncIterable(async function* (epoch) {
      for (const item of items) yield await later(item + epoch * 1000);
    }),
  seekable: items => {
    const from = async function* (epoch: number, index: number) {
      for (const item of items.slice(index)) yield await later(item + epoch * 1000);
    };
    return fromAsyncIterable(epoch => from(epoch, 0), { from: ({ epoch, index }) => from(epoch, index) });
  },
  tables: (items, draws) =>
    prefetched(
      draws,
      tablesOf(items, draws).data.pipe(mapField('id', drawn, { seed: 1 }), shuffle({ seed: 1, window: 3 })),
    ).pipe(
      mapField('id', drawn, { seed: 2 }),
      map(({ id }) => id),
    ),
  batchesOfTables: (items, draws) =>
    prefetched(draws, tablesOf(items, draws).numbers).pipe(
      batch(1 + draws.below(3)),
      map(({ id }) => id),
      total,
    ),
  offsets: items => numbersWithOffsets(items).data,
  laterOffsets: items => numbersWithOffsets(items, true).data,
};

function tablesOf(items: readonly number[], draws: Draws): ReturnType<typeof tablesOfSizes> {
  const sizes = items.slice(0, 3).map(item => 1 + (item % 4));
  return tablesOfSizes(sizes, { known: draws.below(2) > 0, offsets: draws.below(2) > 0, later: draws.below(2) > 0 });
}

function prefetched<T>(draws: Draws, data: Dataset<T>): Dataset<T> {
  return draws.below(2) > 0 ? data.pipe(prefetch(draws.below(6))) : data;
}

type Step = (data: Numbers, draws: Draws) => Numbers;

const steps: Readonly<Record<string, Step>> = {
  map: map((x: number) => x * 2 + 1),
  keyedMap: (data, draws) => data.pipe(map(drawn, { seed: draws.below(99) })),
  keyedMapAsync: (data, draws) =>
    data.pipe(
      mapAsync((x: number, context) => later(drawn(x, context)), {
        concurrency: 1 + draws.below(4),
        seed: draws.below(99),
      }),
    ),
  filter: filter((x: number) => x % 3 !== 0),
  flatMap: flatMap((x: number) => Array.from({ length: x % 3 }, (_, i) => x + i)),
  take: (data, draws) => data.pipe(take(1 + draws.below(12))),
  skip: (data, draws) => data.pipe(skip(draws.below(4))),
  epochs: (data, draws) => (data.epochs > 3 ? data : data.pipe(epochs(1 + draws.below(3)))),
  shuffle: (data, draws) => data.pipe(shuffle({ seed: draws.below(99), window: 1 + draws.below(5) })),
  batch: (data, draws) => data.pipe(batch(1 + draws.below(3), { dropRemainder: draws.below(2) > 0 }), total),
  paddedBatch: (data, draws) =>
    data.pipe(
      map(x => Array.from({ length: 1 + (x % 3) }, () => x)),
      paddedBatch(1 + draws.below(3), { multipleOf: 1 + draws.below(2), dropRemainder: draws.below(2) > 0 }),
      total,
    ),
  bucketByLength: (data, draws) =>
    data.pipe(
      map(x => Array.from({ length: x % 7 }, () => x)),
      bucketByLength({
        length: (items: readonly number[]) => items.length,
        boundaries: [2, 5],
        batchSizes: [1 + draws.below(3), 2, 3],
        dropRemainder: draws.below(2) > 0,
      }),
      total,
    ),
  slidingWindow: (data, draws) =>
    data.pipe(
      slidingWindow(1 + draws.below(4), { stride: 1 + draws.below(4), dropRemainder: draws.below(2) > 0 }),
      map(items => items.reduce((sum, item) => 2 * sum + item, 0) % 100_003),
    ),
  shard: (data, draws) => {
    const count = 1 + draws.below(3);
    return data.pipe(shard(draws.below(count), count));
  },
  cache: cache(),
  prefetch: (data, draws) => data.pipe(prefetch(draws.below(4))),
  mapAsync: (data, draws) =>
    data.pipe(mapAsync((x: number) => (x % 2 === 0 ? x + 7 : later(x + 7)), { concurrency: 1 + draws.below(4) })),
  concat: (data, draws) => concat(data, like(data, [draws.below(9), 5])),
  zip: (data, draws) => zip(data, like(data, [1, 2, 3, 4, draws.below(9)])).pipe(map(([a, b]) => 10 * a + b)),
  interleave: (data, draws) =>
    interleave([data, like(data, [1, 2, draws.below(9)]), like(data, [7])], {
      blockLength: 1 + draws.below(2),
      stopOnEmpty: draws.below(3) === 0,
    }),
  sampleFrom: (data, draws) =>
    sampleFrom([data, like(data, [1, 2, 3, 4])], [1 + draws.below(3), 1], {
      seed: draws.below(99),
      stopOnEmpty: draws.below(3) === 0,
    }),
  sample: (data, draws) => (hasRows(data) ? data.pipe(sample({ seed: draws.below(99), withReplacement: true })) : data),
  oversample: (data, draws) =>
    hasFixedRows(data) ? data.pipe(oversample((x: number) => x % 3, { seed: draws.below(99) })) : data,
  split: (data, draws) =>
    hasFixedRows(data) ? split(data, { seed: draws.below(99), fractions: [0.6, 0.4] })[0] : data,
  timeSeries: data => (hasFixedRows(data) && data.length! > 6 ? timeSeriesSplit(data, 2)[1]!.training : data),
  fold: (data, draws) =>
    hasFixedRows(data) && data.length! > 2 ? kFold(data, 2, { seed: draws.below(99) })[0]!.training : data,
};

/** Numbers that come later, for as many epochs as a dataset has. */
function like({ epochs: count }: Numbers, items: readonly number[]): Numbers {
  return numbersWithOffsets(items, true).data.pipe(epochs(count));
}

function hasRows(data: Numbers): boolean {
  return data.reader.selection !== undefined && data.length! > 0;
}

function hasFixedRows(data: Numbers): boolean {
  return hasRows(data) && typeof data.reader.selection!.order !== 'function';
}

/** The names of all operators of pipelines. */
export const stepNames: readonly string[] = Object.keys(steps);

/** Makes the pipeline with a number, of a source and one to five operators; the same one whenever it is asked for. */
export function randomPipeline(seed: number): RandomPipeline {
  const draws = new Draws(seed);
  const items = Array.from({ length: draws.below(14) }, () => draws.below(50));
  const source = Object.keys(sources)[draws.below(Object.keys(sources).length)]!;
  const names = [source];
  let data = sources[source]!(items, draws);
  for (let left = 1 + draws.below(5); left > 0; left--) {
    const name = stepNames[draws.below(stepNames.length)]!;
    names.push(name);
    data = steps[name]!(data, draws);
  }
  return { names, data };
}
