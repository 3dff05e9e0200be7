/** The typed arrays that a blob holds, and that values may be. */
export type Elements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** The place of a column in a blob, and what else it takes to read it; plain JSON. */
export interface Layout {
  readonly kind: string;
}

/** A blob that is being written. */
export interface BlobWriter {
  /** Appends elements. Returns their offset in bytes. */
  add(elements: Elements): number;
  /** Appends a column of values of any kind. */
  column(values: readonly unknown[]): Layout;
  /** Keeps values unchanged, beside the blob. Returns the index of the first. */
  keep(values: readonly unknown[]): number;
}

/** A blob that is being read. Offsets that lie outside are a `RangeError`. */
export interface BlobReader {
  readonly buffer: ArrayBuffer;
  /** Values beside the blob. */
  readonly kept: readonly unknown[];
  column(layout: Layout, rows: number): Reader;
}

/** Returns the value of a row. */
export type Reader = (row: number) => unknown;

/** A way to store the values of a column: what one side writes, the other reads. */
export interface ColumnKind<L extends Layout, V> {
  write(values: readonly V[], to: BlobWriter): L;
  read(layout: L, rows: number, from: BlobReader): Reader;
}
