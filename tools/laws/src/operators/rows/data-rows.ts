import {
  batch,
  concat,
  epochs,
  filter,
  flatMap,
  fromIterable,
  map,
  sample,
  shuffle,
  skip,
  take,
  zip,
} from '@thalweg/data';
import type { Operator, OperatorRow } from '../operator-row.ts';

const chunks =
  (size: number, full: number) =>
  (items: readonly number[]): unknown[] =>
    items.flatMap((_, at) =>
      at % size === 0 && Math.min(size, items.length - at) >= full ? [items.slice(at, at + size)] : [],
    );

const same = (items: readonly number[]): readonly number[] => items;

type Parts = Pick<OperatorRow<number>, 'name' | 'make' | 'oracle'> & Partial<OperatorRow<number>>;

const row = (parts: Parts): OperatorRow<number> => ({ item: number => number + 1, mapsDatasets: true, ...parts });

const thrown = (error: Error) => (): never => {
  throw error;
};

/** The operators of `@thalweg/data`. */
export const dataRows: readonly OperatorRow<number>[] = [
  row({ name: 'map', make: () => map((x: number) => x * 10), oracle: items => items.map(x => x * 10), throwing: error => map(thrown(error)) }),
  row({ name: 'filter', make: () => filter((x: number) => x % 2 === 0), oracle: items => items.filter(x => x % 2 === 0), throwing: error => filter(thrown(error)) }),
  row({ name: 'flatMap', make: () => flatMap((x: number) => (x % 2 === 0 ? [] : [x * 10])), oracle: items => items.flatMap(x => (x % 2 === 0 ? [] : [x * 10])), throwing: error => flatMap(thrown(error)) }),
  row({ name: 'skip', make: () => skip(2), oracle: items => items.slice(2) }),
  row({ name: 'concat', make: () => source => concat(source, fromIterable([0])), oracle: items => [...items, 0] }),
  row({ name: 'zip', make: () => source => zip(source, fromIterable([0, 1, 2])), oracle: items => items.slice(0, 3).map((x, i) => [x, i]) }),
  row({ name: 'take', make: () => take(3), oracle: items => items.slice(0, 3) }),
  row({ name: 'batch', make: () => batch(2), oracle: chunks(2, 1) }),
  row({ name: 'batch', variant: 'dropLast', make: () => batch(2, { dropLast: true }), oracle: chunks(2, 2) }),
  row({ name: 'batch', variant: 'Infinity', make: () => batch(Infinity), oracle: items => (items.length === 0 ? [] : [items]) }),
  row({ name: 'epochs', make: () => epochs(2), oracle: items => [...items, ...items], readOnce: same }),
  row({ name: 'shuffle', make: () => shuffle({ seed: 7 }), oracle: same, anyOrder: true }),
  row({ name: 'shuffle', variant: 'window', make: () => shuffle({ seed: 7, window: 2 }), oracle: same, anyOrder: true }),
  row({
    name: 'sample',
    make: () => sample({ withReplacement: false, seed: 7 }) as unknown as Operator<number>,
    oracle: same,
    anyOrder: true,
    datasetsOnly: true,
  }),
]; // prettier-ignore
