import type { FieldOptions } from '../records/first-record.ts';

/** Options of `hashFeatures`. */
export interface HashFeaturesOptions<
  I extends string = string,
  F extends string = string,
  K extends string = string,
> extends FieldOptions {
  /** The number of bits of an index, from 1 to 30: there are 2^bits indices. */
  readonly bits: number;
  /**
   * Fields read by the kind of their value. A number is one feature with that value, named like the field, and a vector of
   * them one for each element; a string or boolean is a feature of value 1; an array that begins with a string, or a map or
   * object of counts, has one for each token.
   */
  readonly fields?: readonly F[];
  /** Fields whose numbers are names and not amounts, such as those of customers; all else as in `fields`. */
  readonly names?: readonly F[];
  /** Fields with a text: its words, as `tokens` finds them, are counted without making them. */
  readonly text?: readonly F[];
  /** The longest runs of words of a text that are features; 1 by default. */
  readonly ngrams?: number;
  /** Pairs of fields: one feature for each pair of their features, with the product of their values. */
  readonly crosses?: readonly (readonly [F, F])[];
  /** Takes the sign of each feature from a bit of its hash, so that collisions cancel on average; false by default. */
  readonly signed?: boolean;
  /** The weight of a word or token with the count c: c itself, 1 + ln c, or ln(1 + c); `'count'` by default. */
  readonly counts?: 'count' | 'log' | 'log1p';
  /** Divides the values by the root of the sum of their squares; false by default. */
  readonly unitLength?: boolean;
  /** The prefix of the names of the two new fields, `'features'` by default. */
  readonly into?: I;
  /** The fields of the record that stay; all by default. Texts must not stay before `batch`. */
  readonly keep?: readonly K[] | undefined;
  /** The seed of the hashes; 0 by default. */
  readonly seed?: number;
}

/** Defaults of {@link HashFeaturesOptions}. */
export const hashDefaults = {
  bits: undefined,
  fields: [],
  names: [],
  text: [],
  ngrams: 1,
  crosses: [],
  signed: false,
  counts: 'count',
  unitLength: false,
  into: 'features',
  keep: undefined,
  seed: 0,
  missing: 'fail',
} as const;
