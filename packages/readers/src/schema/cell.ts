/** A cell of a record; see {@link ColumnType}. */
export type Cell =
  | number
  | string
  | boolean
  | bigint
  | null
  | readonly unknown[]
  | { readonly [name: string]: unknown };
