/** The place of a parameter or a state in a file of weights. */
export interface WeightPlace {
  /** The name of the tensor. */
  readonly name: string;
  /** The number of the part that is meant, from 0, if the tensor packs several weights; `of` gives their number. */
  readonly part?: number;
  /** The number of equal parts of the tensor, along `axis`. */
  readonly of?: number;
  /** The axis of the tensor along which its parts lie, 0 by default. */
  readonly axis?: number;
  /** In place of the option `transpose`, for this weight. */
  readonly transpose?: boolean;
}

/**
 * The names in a file of weights, by ours: a function, or a table. A key of the table is the name of a parameter or a
 * state, such as `dense1/weight`, or what a name begins with, such as `dense1`; a `*` stands for any letters without a slash
 * or a dot. A value is the name in the file; or its place, for a part of a packed tensor; or a function that returns either
 * from the letters of each `*`. A `*` in a value repeats these letters.
 */
export type WeightNames =
  | Readonly<Record<string, string | WeightPlace | ((...letters: string[]) => string | WeightPlace)>>
  | ((name: string) => string | WeightPlace | undefined);
