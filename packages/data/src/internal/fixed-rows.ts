import { DataError } from '../data-error.ts';
import type { Dataset } from '../dataset.ts';
import type { RowSource } from '../row-selection.ts';
import { datasetOf } from './dataset-of.ts';

/** Rows that are the same, in the same order, in every epoch. */
export interface FixedRows<T> {
  readonly rows: RowSource<T>;
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
