/** The importance of a column: by how much a measure gets worse when the values of the column are permuted. */
export interface Importance {
  readonly column: string;
  /** Mean over the repeats. */
  readonly mean: number;
  /** Standard deviation over the repeats, with n in the denominator. */
  readonly deviation: number;
  /** The importance in each repeat. */
  readonly repeats: readonly number[];
}

/** The importances of columns, such as `permutationImportance` returns. */
export interface Importances {
  /** The measure on the rows without a change. */
  readonly measured: number;
  /** In the order of the columns. */
  readonly columns: readonly Importance[];
}
