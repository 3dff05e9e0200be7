import type { ItemOf, SourceLike } from '@thalweg/data';
import type { Preprocessing } from '@thalweg/model';
import type { Features } from '@thalweg/online';
import { ContractError } from '@thalweg/tensor';
import { arrayOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { Observable } from 'rxjs';
import { entryOf } from './transformer/entry-of.ts';
import type { Entry } from './transformer/entry.ts';
import type { FitOptions } from './transformer/fit-options.ts';
import { Transformer } from './transformer/transformer.ts';
import type { ColumnTransforms, FeatureTypes, OutputKind, OutputOf, WithFeatures } from './with-features.ts';

/** Options of {@link columnTransformer}. */
export interface ColumnTransformerOptions<
  I extends string = string,
  O extends OutputKind = OutputKind,
  P extends string = string,
> {
  /** The field of the features, `'features'` by default; sparse ones are in two, `features.indices` and `features.values`. */
  readonly into?: I;
  /**
   * All features of a row as one vector, or only those that are not 0, as indices and values: by default `'sparse'` where
   * there is a `hash`, else `'dense'`.
   */
  readonly output?: O;
  /** The dtype of the features, float32 by default. Statistics are float64. */
  readonly dtype?: 'float32' | 'float64';
  /** The fields that stay in a record besides the features; by default all that no transform reads. */
  readonly keep?: readonly P[];
}

/** Options of {@link ColumnTransformer.apply}. */
export interface ApplyOptions {
  /**
   * True for the rows that were fitted: each row is encoded by the targets of the rows before it, so that no row sees its own
   * target. False, the default, for all other rows; it refuses the fitted dataset itself if targets are encoded. With `true`,
   * rows are read from the first one on: shuffle before this operator, or within a window after it. A resumed reading begins at
   * the start of its epoch.
   */
  readonly ordered?: boolean;
}

/** Makes features of columns: fitted on data, or along a stream. A snapshot can keep it, and the file of a model. */
export interface ColumnTransformer<F extends FeatureTypes = FeatureTypes> extends Preprocessing {
  /** The number of features. Throws `ContractError` before a fit, if rows are needed to know it. */
  readonly width: number;
  /** The names of the features, in their order; those of a hash have numbers. */
  readonly names: readonly string[];
  /** The number of rows that it was fitted on, or learned from. */
  readonly rows: number;
  /** The names of the categories of an `ordinal()` column, by their codes. Their number is that of an embedding's rows. */
  categories(name: string): readonly string[];
  /** The input of a model for the features: one row, or with an axis such as `'batch'` several. */
  input(axis?: string): Features;
  /**
   * Fits all transforms on the first epoch of a dataset, in one pass, or on an observable that completes. What was fitted
   * before stays until it is done, and is then forgotten. With `columns` only those are fitted, as after a restore that has
   * added some. Resolves to the transformer.
   */
  fit(source: Observable<object>, options?: FitOptions): Promise<this>;
  /** Returns an operator that transforms records, and never learns. A dataset stays a dataset. */
  apply(options?: ApplyOptions): <S extends Observable<object>>(source: S) => SourceLike<S, WithFeatures<ItemOf<S>, F>>;
  /**
   * Returns a record with features, at once, such as for a request. It learns nothing. Each record must have all fields that
   * are read, where null is a missing value. It may lack the others, such as a label.
   */
  applyTo<R extends object>(record: R): WithFeatures<R, F>;
  /**
   * Returns an operator for a stream: it learns each record, and then transforms it. A target is learned after its record was
   * encoded.
   */
  learn(): <S extends Observable<object>>(source: S) => SourceLike<S, WithFeatures<ItemOf<S>, F>>;
  /** Returns a transformer of the same transforms that has learned nothing, as for the next fold. */
  fresh(): ColumnTransformer<F>;
}

/**
 * Returns a transformer of columns to features: each transform reads the field of its name, or that of its `from`, and several in
 * an array are applied one after another. `fit` learns their statistics from a dataset in one pass; `apply` uses them on any
 * records and never learns.
 *
 * - **Record** the fields that no transform reads stay; those that are read are replaced by `features`, a vector of `width`
 *   numbers. Sparse features are `features.indices` and `features.values`, of the same length in each record: one for each number
 *   and each category, with the value 0 where there is none. `ordinal()` gives a separate int32 field
 * - **Missing** NaN, null and undefined. Each transform says what it does with them; none lets NaN through
 * - **Throws** `ContractError` for what is no transform, and for chains that do not fit together
 * - **Stream errors** `DataError` for a cell that does not fit; `StateError` before a fit
 *
 * @example
 * const people = fromIterable([{ age: 20, city: 'Graz', late: 0 }, { age: 40, city: 'Rome', late: 1 }]);
 * const features = await columnTransformer({ age: standardize(), city: oneHot() }).fit(people);
 * features.names // => ['age', 'city=Graz', 'city=Rome']
 * const first = atOnce(people.pipe(features.apply()).open().next())!;
 * Array.from(first.features) // => [-1, 1, 0]
 */
export function columnTransformer<
  const C extends ColumnTransforms,
  const I extends string = 'features',
  const O extends OutputKind = OutputOf<C>,
  const P extends string = never,
>(
  columns: C,
  options?: ColumnTransformerOptions<I, O, P>,
): ColumnTransformer<{ columns: C; into: I; output: O; keep: P }> {
  const chosen = optionsOf('columnTransformer', options as ColumnTransformerOptions, {
    into: 'features',
    output: undefined,
    dtype: 'float32',
    keep: undefined,
  });
  const entries = entriesOf(columns);
  const hashed = entries.find(({ ends }) => ends.family === 'hash');
  const { into, output = hashed === undefined ? 'dense' : 'sparse', dtype, keep } = chosen;
  oneOf('columnTransformer: output', output, ['dense', 'sparse']);
  oneOf('columnTransformer: dtype', dtype, ['float32', 'float64']);
  for (const field of [into, ...arrayOf('columnTransformer', 'keep', keep ?? [])])
    if (typeof field !== 'string')
      throw new ContractError('columnTransformer', 'a field must be a text', printed(field), "Try 'features'.");
  if (output === 'dense' && hashed !== undefined)
    throw new ContractError(
      `columnTransformer: ${hashed.name}`,
      'the features of a hash must be sparse',
      "output: 'dense'",
      "Give { output: 'sparse' }, or use oneHot({ max: 100 }).",
    );
  const made: unknown = new Transformer(entries, { into, sparse: output === 'sparse', dtype, keep });
  return made as ColumnTransformer<{ columns: C; into: I; output: O; keep: P }>;
}

/** Returns the entries of columns by their names. Throws `ContractError` for what are no transforms, and for none. */
function entriesOf(columns: ColumnTransforms): Entry[] {
  const refuse = (requirement: string, given: string): never => {
    throw new ContractError('columnTransformer', requirement, given, 'Try { age: standardize() }.');
  };
  if (!isPlain(columns)) refuse('transforms must be an object by the names of columns', printed(columns));
  const entries = Object.entries(columns).map(([name, chain]) => entryOf(name, chain));
  if (entries.length === 0) refuse('there must be transforms', 'none');
  return entries;
}

/** True for an object without a class, also if it has a field of the name `constructor`. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
