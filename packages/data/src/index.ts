export { atOnce } from './core/at-once.ts';
export { batch, type BatchOptions } from './operators/batch.ts';
export type { CellOf, ColumnLike, RecordOf, ShapedColumn } from './tables/column-like.ts';
export { concat } from './operators/concat.ts';
export type { DatasetIterator, Offset, Pulled } from './core/dataset-iterator.ts';
export { DataError, type DataErrorPlace } from './core/data-error.ts';
export { Dataset } from './core/dataset.ts';
export { epochs } from './operators/epochs.ts';
export { filter } from './operators/filter.ts';
export { flatMap } from './operators/flat-map.ts';
export { fromColumns, type FromColumnsOptions } from './sources/from-columns.ts';
export { fromIterable, type FromIterableOptions } from './sources/from-iterable.ts';
export type { ItemOf, SourceLike, SourcesLike } from './core/source-like.ts';
export { map } from './operators/map.ts';
export { mapField, type MapFieldOptions } from './operators/map-field.ts';
export type {
  EpochReader,
  Reader,
  EpochIterator,
  RunReader,
  TableReader,
  Tables,
  TablesOptions,
} from './core/reader.ts';
export type { SourceOffset } from './core/source-offset.ts';
export { sample, type SampleOptions } from './operators/sample.ts';
export type { LaterRows, RowSource, RowSelection } from './core/row-selection.ts';
export { shuffle, type ShuffleOptions } from './operators/shuffle.ts';
export { skip } from './operators/skip.ts';
export { split, type SplitOptions } from './operators/split.ts';
export { collate, type Batch, type Field, type CollateOptions } from './core/collate.ts';
export type { Table, TableColumn } from './core/table.ts';
export { take } from './operators/take.ts';
export { zip, type Zipped } from './operators/zip.ts';
export { cache, type CacheOptions } from './operators/cache.ts';
export { classWeights } from './operators/class-weights.ts';
export { collect, type CollectOptions } from './sources/collect.ts';
export type { Fold } from './folds/fold.ts';
export { kFold, type KFoldOptions } from './folds/k-fold.ts';
export { timeSeriesSplit, type TimeSeriesSplitOptions } from './folds/time-series-split.ts';
export type { Label, LabelField } from './core/label.ts';
export { oversample, type OversampleOptions } from './operators/oversample.ts';
export type { AbortSignalLike } from './core/abort-signal-like.ts';
export {
  fromAsyncIterable,
  type AsyncItems,
  type FromAsyncIterableOptions,
  type OpenContext,
} from './sources/from-async-iterable.ts';
export type { ItemContext, MapOptions } from './core/item-context.ts';
export { mapAsync, type AsyncContext, type AsyncTransform, type MapAsyncOptions } from './operators/map-async.ts';
export { Pixels } from './core/pixels.ts';
export { prefetch } from './operators/prefetch.ts';
export { bucketByLength } from './operators/bucket-by-length.ts';
export type { BucketByLengthOptions } from './operators/bucket-by-length-options.ts';
export { interleave, type InterleaveOptions } from './operators/interleave.ts';
export { paddedBatch, type PaddedBatchOptions, type PaddingOptions } from './operators/padded-batch.ts';
export { sampleFrom, type SampleFromOptions } from './operators/sample-from.ts';
export { shard } from './operators/shard.ts';
export { slidingWindow, type SlidingWindowOptions } from './operators/sliding-window.ts';
