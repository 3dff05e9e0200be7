import {
  batch,
  bucketByLength,
  cache,
  concat,
  epochs,
  filter,
  flatMap,
  fromIterable,
  type ItemContext,
  map,
  mapAsync,
  mapField,
  oversample,
  paddedBatch,
  prefetch,
  sample,
  shard,
  shuffle,
  skip,
  slidingWindow,
  take,
  zip,
} from '@thalweg/data';
import { foldIn, key as rootKey } from '@thalweg/tensor';
import type { Operator, OperatorRow } from '../laws/operator-row.ts';

const chunks =
  (size: number, full: number) =>
  (items: readonly number[]): unknown[] =>
    items.flatMap((_, at) =>
      at % size === 0 && Math.min(size, items.length - at) >= full ? [items.slice(at, at + size)] : [],
    );

/** Vectors of different lengths. */
const repeated = (x: number): number[] => Array.from({ length: 1 + (x % 3) }, () => x);

const padded = (batches: readonly (readonly number[][])[]): unknown[] =>
  batches.map(batch => {
    const longest = Math.max(...batch.map(({ length }) => length));
    return batch.map(vector => Array.from({ length: longest }, (_, at) => vector[at] ?? 0));
  });

/** Even and odd numbers in pairs, then what is left of both. */
const bucketed = (items: readonly number[]): unknown[] => {
  const waiting: [number[], number[]] = [[], []];
  const full = items.flatMap(x => (waiting[x % 2]!.push(x) === 2 ? [waiting[x % 2]!.splice(0)] : []));
  return [...full, ...waiting.filter(({ length }) => length > 0)];
};

const atPlace = (x: number, index: number): number => x * 100 + index;

/** An item at its place, if its key is that of another operator with the same seed. */
const placed = (x: number, { key, epoch, index }: ItemContext): number => {
  const others = foldIn(foldIn(foldIn(rootKey(7), 'map'), epoch), index);
  return key.join() === others.join() ? atPlace(x, index) : NaN;
};

const same = (items: readonly number[]): readonly number[] => items;

type Parts = Pick<OperatorRow<number>, 'name' | 'make' | 'oracle'> & Partial<OperatorRow<number>>;

const row = (parts: Parts): OperatorRow<number> => ({ item: number => number + 1, mapsDatasets: true, ...parts });

const thrown = (error: Error) => (): never => {
  throw error;
};

/** The operators of `@thalweg/data`. */
export const dataRows: readonly OperatorRow<number>[] = [
  row({ name: 'map', make: () => map((x: number) => x * 10), oracle: items => items.map(x => x * 10), throwing: error => map(thrown(error)) }),
  row({ name: 'map', variant: 'with keys', make: () => map(placed, { seed: 7 }), oracle: items => items.map(atPlace) }),
  row({ name: 'mapField', make: () => source => map((x: number) => ({ x }))(source).pipe(mapField('x', (x: number) => x * 10, { into: 'y' })), oracle: items => items.map(x => ({ x, y: x * 10 })) }),
  row({ name: 'filter', make: () => filter((x: number) => x % 2 === 0), oracle: items => items.filter(x => x % 2 === 0), throwing: error => filter(thrown(error)) }),
  row({ name: 'flatMap', make: () => flatMap((x: number) => (x % 2 === 0 ? [] : [x * 10])), oracle: items => items.flatMap(x => (x % 2 === 0 ? [] : [x * 10])), throwing: error => flatMap(thrown(error)) }),
  row({ name: 'skip', make: () => skip(2), oracle: items => items.slice(2) }),
  row({ name: 'concat', make: () => source => concat(source, fromIterable([0])), oracle: items => [...items, 0] }),
  row({ name: 'zip', make: () => source => zip(source, fromIterable([0, 1, 2])), oracle: items => items.slice(0, 3).map((x, i) => [x, i]) }),
  row({ name: 'take', make: () => take(3), oracle: items => items.slice(0, 3) }),
  row({ name: 'batch', make: () => batch(2), oracle: chunks(2, 1) }),
  row({ name: 'batch', variant: 'dropRemainder', make: () => batch(2, { dropRemainder: true }), oracle: chunks(2, 2) }),
  row({ name: 'batch', variant: 'Infinity', make: () => batch(Infinity), oracle: items => (items.length === 0 ? [] : [items]) }),
  row({ name: 'epochs', make: () => epochs(2), oracle: items => [...items, ...items], readOnce: same }),
  row({ name: 'shuffle', make: () => shuffle({ seed: 7 }), oracle: same, anyOrder: true }),
  row({ name: 'shuffle', variant: 'window', make: () => shuffle({ seed: 7, window: 2 }), oracle: same, anyOrder: true }),
  row({ name: 'shard', make: () => shard(1, 2), oracle: items => items.filter((_, at) => at % 2 === 1) }),
  row({ name: 'slidingWindow', make: () => slidingWindow(2), oracle: items => items.slice(1).map((x, i) => [items[i], x]) }),
  row({ name: 'slidingWindow', variant: 'with all that is left', make: () => slidingWindow(3, { stride: 2, dropRemainder: false }), oracle: items => items.flatMap((_, at) => (at % 2 === 0 ? [items.slice(at, at + 3)] : [])) }),
  row({ name: 'paddedBatch', make: () => source => map(repeated)(source).pipe(paddedBatch(2)), oracle: items => padded((chunks(2, 1)(items) as number[][]).map(pair => pair.map(repeated))) }),
  row({
    name: 'bucketByLength',
    make: () => bucketByLength({ length: (x: number) => x % 2, boundaries: [1], batchSizes: 2 }),
    oracle: bucketed,
    throwing: error => bucketByLength({ length: thrown(error), boundaries: [1], batchSizes: 2 }),
  }),
  row({ name: 'cache', make: () => cache(), oracle: same }),
  row({ name: 'prefetch', make: () => prefetch(2), oracle: same }),
  row({ name: 'mapAsync', make: () => mapAsync(async (x: number) => x * 10, { concurrency: 3 }), oracle: items => items.map(x => x * 10), throwing: error => mapAsync(async () => thrown(error)()), inLaterTurns: true, overTurns: true }),
  row({ name: 'mapAsync', variant: 'with keys', make: () => mapAsync(placed, { concurrency: 3, seed: 7 }), oracle: items => items.map(atPlace), inLaterTurns: true, overTurns: true }),
  row({ name: 'mapAsync', variant: 'unordered', make: () => mapAsync(async (x: number) => x * 10, { concurrency: 3, ordered: false }), oracle: items => items.map(x => x * 10), anyOrder: true, inLaterTurns: true, overTurns: true }),
  row({
    name: 'oversample',
    make: () => oversample((x: number) => x, { seed: 7 }) as unknown as Operator<number>,
    oracle: same,
    datasetsOnly: true,
  }),
  row({
    name: 'sample',
    make: () => sample({ withReplacement: false, seed: 7 }) as unknown as Operator<number>,
    oracle: same,
    anyOrder: true,
    datasetsOnly: true,
  }),
]; // prettier-ignore
