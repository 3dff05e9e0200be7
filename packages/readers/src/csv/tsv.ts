import type { FileDataset } from '../blocks/file-dataset.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import type { CsvOptions } from './csv-options.ts';
import { delimited } from './delimited.ts';

/**
 * Returns the rows of a file of tab-separated values as a dataset of records: {@link csv} with a tab as delimiter.
 *
 * @example
 * await tsv(new TextEncoder().encode('x\ty\n1\tred\n')).open().next() // => { x: 1, y: 'red' }
 */
export function tsv<Row = Record<string, FieldValue>>(
  source: ByteSourceLike,
  options?: CsvOptions,
): FileDataset<NoInfer<Row>> {
  return delimited('tsv', '\t', source, options);
}
