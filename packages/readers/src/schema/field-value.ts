/** A value of a field of a record; see {@link ColumnType}. */
export type FieldValue =
  | number
  | string
  | boolean
  | bigint
  | null
  | readonly unknown[]
  | { readonly [name: string]: unknown };
