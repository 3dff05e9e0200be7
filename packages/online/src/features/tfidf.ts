import { DataError } from '@thalweg/data';
import { allocate, ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Preprocessing } from '@thalweg/model';
import type { Observable } from 'rxjs';
import type { FieldOptions } from '../records/first-record.ts';
import { checkField, copyOf } from '../records/fields.ts';
import { feature, type Fields } from './feature.ts';
import type { WithSparse } from './hash-features.ts';

/** Options of {@link tfidf}. */
export interface TfidfOptions<C extends string, I extends string> extends FieldOptions {
  /** The number of bits of the indices, from 1 to 30, as in `hashFeatures`. */
  readonly bits: number;
  /** The prefix of the names of the column's two fields, `'features'` by default. */
  readonly from?: C;
  /** The prefix of the names of the new fields; by default `from`, whose fields are replaced. */
  readonly into?: I;
  /** Divides the values by the root of the sum of their squares; true by default. */
  readonly unitLength?: boolean;
}

/** An operator that weights a sparse column by the rarity of its features. */
export interface TfidfFeature<I extends string> extends Preprocessing {
  <R extends object>(source: Observable<R>): Observable<WithSparse<R, I>>;
  /** The same operator without learning: it weights by the present state. */
  readonly reading: <R extends object>(source: Observable<R>) => Observable<WithSparse<R, I>>;
  /** Returns a record as `reading` does, at once. */
  applyTo<R extends object>(record: R): WithSparse<R, I>;
}

interface State {
  documents: number;
  /** The number of documents with each index. */
  readonly frequencies: Float64Array;
}

/**
 * Multiplies the values of a sparse column by `1 + ln((1 + n) / (1 + d))`, where n counts the records so far, with this one,
 * and d those with the same index and a value other than 0. Features with the same index count together.
 *
 * - **Memory** 2^bits counts, for any number of words
 * - **Reading** `.reading` does not learn
 * - **Throws** `ContractError` for bits that are no whole number from 1 to 30
 * - **Stream errors** `DataError` for a column whose indices do not lie below 2^bits, or whose values are not finite or not
 *   as many. A later record without the column passes unchanged; the first
 *   one must have it, unless `missing: 'allow'`
 * - **Source** the smooth variant of scikit-learn's `TfidfTransformer`; Spärck Jones, "A Statistical Interpretation of Term
 *   Specificity and Its Application in Retrieval", 1972
 *
 * @example
 * mails$.pipe(hashFeatures({ bits: 18, text: ['body'] }), tfidf({ bits: 18 }))
 */
export function tfidf<const C extends string = 'features', const I extends string = C>(
  options: TfidfOptions<C, I>,
): TfidfFeature<I> {
  const {
    bits,
    from,
    into = from,
    unitLength,
    missing,
  } = optionsOf('tfidf', options as TfidfOptions<string, string>, {
    bits: undefined,
    from: 'features',
    into: undefined,
    unitLength: true,
    missing: 'fail',
  });
  checkOptions(bits, [from, into]);
  const names = [`${from}.indices`, `${from}.values`] as const;
  const columnOf = (record: Fields): Column | undefined =>
    record[names[0]] === undefined ? undefined : [record[names[0]] as Int32Array, record[names[1]] as Float32Array];
  return feature<State>({
    name: 'tfidf',
    fields: names,
    missing,
    settings: { bits, from },
    given: () => [{ bits, from, into, unitLength, missing }],
    summary: ({ documents }) => ({ [from]: { documents } }),
    initial: () => ({ documents: 0, frequencies: allocate('float64', 2 ** bits) }),
    checkState({ documents, frequencies }, is) {
      is.counts({ documents });
      is.numbers('frequencies', frequencies, 2 ** bits, 0);
    },
    check: (_, record) => checkColumn(from, 2 ** bits, record[names[0]], record[names[1]]),
    learn(state, record) {
      const column = columnOf(record);
      if (column === undefined) return;
      const [indices, values] = column;
      state.documents++;
      for (let i = 0; i < indices.length; i++) if (values[i] !== 0) state.frequencies[indices[i]!]!++;
    },
    transform({ documents, frequencies }, record) {
      const column = columnOf(record);
      if (column === undefined) return record;
      const [indices, values] = column;
      const weighed = new Float32Array(indices.length);
      let squares = 0;
      for (let i = 0; i < indices.length; i++) {
        const x = values[i]! * (1 + Math.log((1 + documents) / (1 + frequencies[indices[i]!]!)));
        squares += x * x;
        weighed[i] = x;
      }
      const length = unitLength && squares > 0 ? Math.sqrt(squares) : 1;
      for (let i = 0; i < weighed.length; i++) weighed[i]! /= length;
      const copy = copyOf(record);
      copy[`${into}.indices`] = indices;
      copy[`${into}.values`] = weighed;
      return copy;
    },
  }) as unknown as TfidfFeature<I>;
}

function checkOptions(bits: number, fields: readonly string[]): void {
  for (const field of fields) checkField('tfidf', field);
  if (!Number.isInteger(bits) || bits < 1 || bits > 30)
    throw new ContractError('tfidf', 'bits must be a whole number from 1 to 30', String(bits), 'Try 18.');
}

type Column = readonly [indices: Int32Array, values: ArrayLike<number>];

function checkColumn(name: string, size: number, indices: unknown, values: unknown): void {
  if (indices === undefined && values === undefined) return;
  const refuse = (requirement: string, given: unknown): never => {
    throw new DataError('tfidf', requirement, String(given), 'Make the column by hashFeatures, with the same bits.');
  };
  if (!(indices instanceof Int32Array) || !(values instanceof Float32Array || values instanceof Float64Array))
    return refuse(
      `the fields ${name}.indices and ${name}.values must be a sparse column`,
      `${typeof indices} and ${typeof values}`,
    );
  if (indices.length !== values.length)
    refuse('a column must have as many values as indices', `${values.length} and ${indices.length}`);
  for (let i = 0; i < indices.length; i++) {
    if (indices[i]! < 0 || indices[i]! >= size) refuse(`indices must lie from 0 to ${size - 1}`, indices[i]);
    if (!Number.isFinite(values[i])) refuse('values must be finite', values[i]);
  }
}
