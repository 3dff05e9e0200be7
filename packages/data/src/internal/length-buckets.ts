import { arrayOf, functionOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { BucketByLengthOptions } from '../bucket-by-length-options.ts';
import { DataError } from '../data-error.ts';
import { checkCount } from './check-count.ts';
import type { Padding } from './padded.ts';

/** Buckets for records of like length. */
export interface Buckets<T> {
  readonly sizes: readonly number[];
  readonly padding: Padding;
  readonly dropRemainder: boolean;
  /** The number of the bucket of a record. */
  readonly of: (record: T, row: number) => number;
}

/** Returns the buckets of options. Throws {@link DataError} for options that make none. */
export function lengthBuckets<T>(options: BucketByLengthOptions<T>): Buckets<T> {
  const { length, boundaries, batchSizes, dropRemainder, ...padding } = optionsOf('bucketByLength', options, {
    length: undefined,
    boundaries: undefined,
    batchSizes: undefined,
    dropRemainder: false,
    pad: 0,
    fields: undefined,
    multipleOf: 1,
  });
  functionOf('bucketByLength', 'length', length);
  checkCount('bucketByLength', 'multipleOf', padding.multipleOf, 1);
  checkRising(boundaries);
  return {
    sizes: sizesOf(batchSizes, boundaries.length + 1),
    padding,
    dropRemainder,
    of: (record, row) => {
      const own = checkedLength(length(record), row);
      const found = boundaries.findIndex(boundary => own < boundary);
      return found < 0 ? boundaries.length : found;
    },
  };
}

function checkRising(boundaries: readonly number[]): void {
  const given = arrayOf('bucketByLength', 'boundaries', boundaries);
  if (given.length > 0 && given.every((boundary, at) => at === 0 || boundary > given[at - 1]!)) return;
  throw new DataError(
    'bucketByLength',
    'boundaries must be rising lengths, at least one',
    `[${given.join(', ')}]`,
    'Sort them, or use paddedBatch for a single bucket.',
  );
}

function sizesOf(batchSizes: number | readonly number[], buckets: number): readonly number[] {
  const sizes = typeof batchSizes === 'number' ? new Array<number>(buckets).fill(batchSizes) : batchSizes;
  for (const size of arrayOf('bucketByLength', 'batchSizes', sizes))
    checkCount('bucketByLength', 'each batch size', size, 1);
  if (sizes.length === buckets) return sizes;
  throw new DataError(
    'bucketByLength',
    `there must be ${buckets} batch sizes, one more than boundaries`,
    `${sizes.length}`,
    'The last one is that of the records from the last boundary on.',
  );
}

function checkedLength(length: number, row: number): number {
  if (typeof length === 'number' && !Number.isNaN(length)) return length;
  throw new DataError(
    'bucketByLength',
    'length must return a number',
    `${printed(length)} in row ${row}`,
    'Return the number of elements of the record.',
    { row },
  );
}
