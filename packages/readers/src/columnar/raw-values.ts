/** Values as a page of a Parquet file stores them. Missing ones are left out. */
export type RawValues =
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint32Array
  | readonly unknown[];
