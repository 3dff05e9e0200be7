export type { BadRows } from './blocks/bad-rows.ts';
export { FileDataset, type FileParts } from './blocks/file-dataset.ts';
export { csv } from './csv/csv.ts';
export type { CsvOptions } from './csv/csv-options.ts';
export { tsv } from './csv/tsv.ts';
export { idx, type IdxOptions } from './idx/idx.ts';
export { json } from './json/json.ts';
export { jsonLines } from './json/json-lines.ts';
export type { JsonLinesOptions, JsonOptions, JsonRowOptions } from './json/json-options.ts';
export { lines, type LinesOptions } from './lines/lines.ts';
export type { FieldValue } from './schema/field-value.ts';
export type { ColumnType } from './schema/column-type.ts';
export type { ColumnsOptions } from './schema/columns-options.ts';
export { Schema, type SchemaColumn } from './schema/schema.ts';
export { parquet, type ParquetOptions } from './parquet/parquet.ts';
export { TableDataset } from './schema/table-dataset.ts';
export { arrow, type ArrowOptions } from './arrow/arrow.ts';
export type {
  BlobLike,
  ByteSourceLike,
  ResponseLike,
  WebReaderLike,
  WebStreamLike,
} from './source/byte-source-like.ts';
export type { AbortSignalLike as CancelSignal, ByteSource as FileSource, RandomAccess } from './source/byte-source.ts';
