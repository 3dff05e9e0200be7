/** Options of `hashFeatures`. */
export interface HashFeaturesOptions<I extends string = string> {
  /** There are 2^bits indices; from 1 to 30. */
  readonly bits: number;
  /**
   * Fields read by the kind of their value. A number is one feature with that value, named like the field, and a vector of
   * them one for each element; a string or boolean is a feature of value 1; an array that begins with a string, or a map or
   * object of counts, has one for each token.
   */
  readonly fields?: readonly string[];
  /** Fields whose numbers are names and not amounts, such as those of customers; all else as in `fields`. */
  readonly names?: readonly string[];
  /** Fields with a text: its words, as `tokens` finds them, are counted without making them. */
  readonly text?: readonly string[];
  /** Runs of up to so many words of a text are features too; 1 by default. */
  readonly ngrams?: number;
  /** Pairs of fields: a feature for each feature of the one with each of the other; its value is their product. */
  readonly crosses?: readonly (readonly [string, string])[];
  /** Whether a bit of the hash gives each feature a sign, so that what falls together cancels on average; false by default. */
  readonly signed?: boolean;
  /** What becomes of the counts c of words and tokens: itself, 1 + ln c, or ln(1 + c); `'count'` by default. */
  readonly counts?: 'count' | 'log' | 'log1p';
  /** Whether the values are divided by the root of the sum of their squares; false by default. */
  readonly unitLength?: boolean;
  /** The beginning of the names of the two new fields, `'features'` by default. */
  readonly into?: I;
  /** Other numbers give other hashes; 0 by default. */
  readonly seed?: number;
}
