import type { Json, Savable } from '@thalweg/train';
import type { Observable } from 'rxjs';

/** The call of a public function that makes preprocessing again, as plain JSON. */
export interface PreprocessingCall {
  /** The name of the function, which is its key in a {@link PreprocessingTable}. */
  readonly kind: string;
  /** The arguments. An argument `{ $call: kind, arguments }` means the result of that call. */
  readonly arguments: readonly Json[];
}

/**
 * A step between raw records and a model that a model's file holds: the call that made it, and its state. Transformers of columns
 * and operators of features are such steps.
 */
export interface Preprocessing extends Savable {
  /** Returns the call that makes it again. Throws `ContractError` if an argument has no name, such as a statistic of your own. */
  describe(): PreprocessingCall;
  /** Returns a record after this step, at once. It learns nothing, and the order of records does not matter. */
  applyTo(record: object): object;
  /** Transforms the records of a stream or a dataset, and learns nothing. */
  readonly reading: (source: Observable<never>) => Observable<object>;
  /** Returns what is known of the data that it has learned, such as ranges and categories, as plain JSON by column. */
  summary?(): Readonly<Record<string, Json>>;
}

/** The functions that may make the preprocessing of a file, such as `{ hashFeatures, standardize }`. */
export type PreprocessingTable = Readonly<Record<string, (...given: never[]) => unknown>>;
