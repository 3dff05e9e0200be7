export { atOnce } from './at-once.ts';
export { batch, type BatchOptions } from './batch.ts';
export type { CellOf, ColumnLike, RecordOf, ShapedColumn } from './column-like.ts';
export { concat } from './concat.ts';
export type { Cursor, Position, Pulled } from './cursor.ts';
export { DataError, type DataErrorPlace } from './data-error.ts';
export { Dataset } from './dataset.ts';
export { epochs } from './epochs.ts';
export { filter } from './filter.ts';
export { flatMap } from './flat-map.ts';
export { fromColumns, type FromColumnsOptions } from './from-columns.ts';
export { fromIterable, type FromIterableOptions } from './from-iterable.ts';
export type { ItemOf, SourceLike, SourcesLike } from './source-like.ts';
export { map } from './map.ts';
export type { EpochReader, Reader, Reading, RunReader, TableReader, Tables, TablesOptions } from './reader.ts';
export type { Place } from './place.ts';
export { sample, type SampleOptions } from './sample.ts';
export type { RowSource, RowSelection } from './row-selection.ts';
export { shuffle, type ShuffleOptions } from './shuffle.ts';
export { skip } from './skip.ts';
export { split, type SplitOptions } from './split.ts';
export { collate, type Batch, type Field, type CollateOptions } from './collate.ts';
export type { Table, TableColumn } from './table.ts';
export { take } from './take.ts';
export { zip, type Zipped } from './zip.ts';
export { cache, type CacheOptions } from './cache.ts';
export { classWeights } from './class-weights.ts';
export { collect, type CollectOptions } from './collect.ts';
export type { Fold } from './folds/fold.ts';
export { kFold, type KFoldOptions } from './folds/k-fold.ts';
export { timeSeriesSplit, type TimeSeriesSplitOptions } from './folds/time-series-split.ts';
export type { Label, LabelField } from './label.ts';
export { oversample, type OversampleOptions } from './oversample.ts';
export type { AbortSignalLike } from './abort-signal-like.ts';
export {
  fromAsyncIterable,
  type AsyncItems,
  type FromAsyncIterableOptions,
  type OpenContext,
} from './from-async-iterable.ts';
export { mapAsync, type AsyncTransform, type MapAsyncOptions } from './map-async.ts';
export { prefetch } from './prefetch.ts';
export { bucketByLength } from './bucket-by-length.ts';
export type { BucketByLengthOptions } from './bucket-by-length-options.ts';
export { interleave, type InterleaveOptions } from './interleave.ts';
export { paddedBatch, type PaddedBatchOptions, type PaddingOptions } from './padded-batch.ts';
export { sampleFrom, type SampleFromOptions } from './sample-from.ts';
export { shard } from './shard.ts';
export { slidingWindow, type SlidingWindowOptions } from './sliding-window.ts';
