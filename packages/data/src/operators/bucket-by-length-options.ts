import type { PaddingOptions } from './padded-batch.ts';

/** Options of `bucketByLength`. */
export interface BucketByLengthOptions<T> extends PaddingOptions {
  /** Returns the length of a record: a function of the record alone. */
  readonly length: (record: T) => number;
  /** Rising lengths: the first bucket has those below the first one, the last bucket those from the last one on. */
  readonly boundaries: readonly number[];
  /** The number of records in a batch: one number, or one for each bucket, one more than boundaries. */
  readonly batchSizes: number | readonly number[];
  /** Leaves out batches at the end of an epoch that are not full; `false` by default. */
  readonly dropRemainder?: boolean;
}
