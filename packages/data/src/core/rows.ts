import { inMemory } from '@thalweg/tensor/engine';
import { datasetOf } from './dataset-of.ts';
import { stacked } from './stacked.ts';
import type { Batch } from './collate.ts';
import { DataError } from './data-error.ts';
import { Dataset } from './dataset.ts';
import { orderOf, rowsOf } from './run-iterator.ts';
import type { EpochIterator, Reader } from './reader.ts';
import type { LaterRows, RowSelection, RowSource } from './row-selection.ts';

/** Returns the dataset that reads a selection of rows. */
export function selected<T>(selection: RowSelection<T>, epochs = 1): Dataset<T> {
  const { length } = selection;
  return new Dataset({
    length,
    epochs,
    selection,
    read(epoch, index) {
      const rows = rowsOf(selection, epoch);
      const order = orderOf(selection, epoch);
      if (rows.later !== undefined) return promised(rows.later, order.subarray(0, length), index);
      return { next: () => (index < length ? rows.at(order[index++]!) : undefined) };
    },
  });
}

/** Reads rows that come later, in their order, some of them ahead. */
function promised<T>({ ahead, load }: LaterRows<T>, order: Uint32Array, from: number): EpochIterator<T> {
  const waiting: Promise<T>[] = [];
  return {
    next() {
      while (waiting.length <= ahead && from < order.length) {
        const row = load(order[from++]!);
        // Its error is that of the item, whenever this is asked for.
        row.catch(() => undefined);
        waiting.push(row);
      }
      return waiting.shift();
    },
  };
}

/** Returns the rows of a reader that are there at once. */
export function rowsAtHand<T>({ selection }: Reader<T>): RowSelection<T> | undefined {
  // Rows that change with the epoch were made of others at hand.
  const isLater = selection !== undefined && typeof selection.rows !== 'function' && selection.rows.later !== undefined;
  return isLater ? undefined : selection;
}

/** Returns a row source of records that are promised, of which `at` knows some fields. */
export function laterRows<T>(at: (row: number) => Partial<T>, later: LaterRows<T>, skipped = 0): RowSource<T> {
  return { ...recordRows(at as (row: number) => T, skipped), later };
}

/** Returns the row numbers from 0 to `count − 1`. */
export function inOrder(count: number): Uint32Array {
  const order = inMemory('dataset', count, count => new Uint32Array(count));
  for (let row = 0; row < count; row++) order[row] = row;
  return order;
}

/** Returns a row source of records, which are collated into batches. */
export function recordRows<T>(
  at: (row: number) => T,
  skipped = 0,
  numberOf: (row: number) => number = row => row,
): RowSource<T> {
  return {
    skipped,
    at,
    numberOf,
    gather(order, from, to, recycle) {
      const records: T[] = [];
      for (let index = from; index < to; index++) records.push(at(order[index]!));
      return stacked(records, { recycle, rowOf: index => numberOf(order[from + index]!) }) as Batch<T>;
    },
  };
}

/** Rows that are the same, in the same order, in every epoch. */
export interface FixedRows<T> {
  readonly rows: RowSelection<T>['rows'];
  readonly length: number;
  readonly order: Uint32Array;
}

/**
 * Returns the rows of a dataset whose epochs have the same rows in the same order.
 *
 * - **Throws** {@link DataError} for any other dataset, with the way to get there
 */
export function fixedRows<T>(name: string, dataset: Dataset<T>): FixedRows<T> {
  const { selection } = datasetOf(name, dataset).reader;
  if (selection !== undefined && typeof selection.order !== 'function')
    return { rows: selection.rows, length: selection.length, order: selection.order };
  const [given, advice] =
    selection !== undefined
      ? ['a dataset with another order for each epoch', `${verb(name)} first, then shuffle, sample or batch the parts.`]
      : ['a dataset read from front to back', `Read it into memory before: ${name}(await collect(dataset), …).`];
  throw new DataError(name, 'the rows must be the same in every epoch and readable in any order', given, advice);
}

function verb(name: string): string {
  return /split/i.test(name) ? 'Split' : `Use ${name}`;
}

/** Returns the rows from place `from` to place `to − 1` of each epoch of a selection. */
export function partOfRows<T>({ rows, length, order }: RowSelection<T>, from: number, to: number): RowSelection<T> {
  const [start, end] = [Math.min(from, length), Math.min(to, length)];
  return {
    rows,
    length: end - start,
    order: typeof order === 'function' ? epoch => order(epoch).subarray(start, end) : order.subarray(start, end),
  };
}
