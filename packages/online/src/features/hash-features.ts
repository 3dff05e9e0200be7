import { ContractError } from '@thalweg/tensor';
import { arrayOf, oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Preprocessing } from '@thalweg/model';
import type { Json } from '@thalweg/train';
import type { Observable } from 'rxjs';
import { FirstRecord } from '../records/first-record.ts';
import type { WithFields } from '../records/known-fields.ts';
import { columnHasher } from './column-hasher.ts';
import { checkField, copyOf } from '../records/fields.ts';
import { type Fields, statelessFeature } from './feature.ts';
import { hashDefaults, type HashFeaturesOptions } from './hash-features-options.ts';

/** A record with a sparse column in the fields `….indices`, each index once, and `….values`. */
export type WithSparse<R, I extends string> = Omit<R, `${I}.indices` | `${I}.values`> & {
  readonly [K in `${I}.indices`]: Int32Array;
} & { readonly [K in `${I}.values`]: Float32Array };

/** An operator that adds a sparse column of hashed features. It keeps nothing. */
export interface HashFeature<F extends string, I extends string> extends Preprocessing {
  <R extends object>(source: WithFields<R, F>): Observable<WithSparse<R, I>>;
  /** The operator itself. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<WithSparse<R, I>>;
  /** Returns a record with the column, at once. */
  applyTo<R extends object>(record: R): WithSparse<R, I>;
}

/**
 * Adds a sparse column of features to each record: the index of a feature is the lowest bits of the hash of its name. Fields that a
 * record lacks, null, NaN and zeros add nothing.
 *
 * - **Hash** {@link murmur3}. The seed of a field is the hash of its name with the seed of the option. For a number, this is
 *   the hash itself. A string, the digits of an element's position, a token, or words with a space between them are hashed with
 *   the seed of their field. The hash of a cross is that of the four bytes of the second feature's hash, the lowest first, with
 *   the first feature's hash as seed
 * - **Sign** the highest bit of the hash: set for −1
 * - **Order** features of one index are summed. First come words and tokens, whose sums `counts` changes, as ±f(|c|); then all
 *   others, crosses last. At the end, `unitLength` makes the length 1
 * - **Shape** as many `features.indices` (Int32Array) as `features.values` (Float32Array), new ones for each record, the two
 *   on one buffer
 * - **Throws** `ContractError` for invalid options
 * - **Stream errors** `DataError` for a value of another kind, or infinite in float32; or for a first record
 *   without the fields, unless `missing: 'allow'`
 * - **Source** Weinberger, Dasgupta, Langford, Smola and Attenberg, "Feature Hashing for Large Scale Multitask Learning", 2009
 *
 * @example
 * import { of } from 'rxjs';
 * const found: number[] = [];
 * of({ country: 'AT', body: 'one two one' })
 *   .pipe(hashFeatures({ bits: 18, fields: ['country'], text: ['body'] }))
 *   .subscribe(record => found.push(...record['features.values']));
 * found // => [2, 1, 1]
 */
export function hashFeatures<const I extends string = 'features', const F extends string = string>(
  options: HashFeaturesOptions<I, F>,
): HashFeature<F, I> {
  const chosen = optionsOf('hashFeatures', options as HashFeaturesOptions, hashDefaults);
  checkOptions(chosen);
  const columnOf = columnHasher(chosen);
  const { into, fields, names, text, crosses, missing } = chosen;
  const first = new FirstRecord('hashFeatures', [fields, names, text, crosses].flat(2), missing);
  const transform = (record: Fields): object => {
    const sum = columnOf(record);
    const { length } = sum;
    // One buffer for both, as the allocation costs most here.
    const { buffer } = new Float32Array(2 * length);
    const indices = new Int32Array(buffer, 0, length);
    const values = new Float32Array(buffer, 4 * length);
    for (let i = 0; i < length; i++) {
      indices[i] = sum.indices[i]!;
      values[i] = sum.values[i]!;
    }
    const copy = copyOf(record);
    copy[`${into}.indices`] = indices;
    copy[`${into}.values`] = values;
    return copy;
  };
  const given = [JSON.parse(JSON.stringify(chosen)) as Json];
  return statelessFeature({ name: 'hashFeatures', given, first, transform }) as unknown as HashFeature<F, I>;
}

function checkOptions({ bits, ngrams, seed, into, counts, ...lists }: Required<HashFeaturesOptions>): void {
  const { fields, names, text, crosses } = lists;
  for (const [name, list] of Object.entries({ fields, names, text, crosses })) arrayOf('hashFeatures', name, list);
  for (const pair of crosses)
    check(Array.isArray(pair) && pair.length === 2, 'crosses must be pairs of fields', pair, "Try [['a', 'b']].");
  for (const one of [into, fields, names, text, crosses].flat(2)) checkField('hashFeatures', one);
  check(Number.isSafeInteger(seed), 'seed must be a whole number', seed, 'Try 0.');
  oneOf('hashFeatures: counts', counts, ['count', 'log', 'log1p']);
  check(Number.isInteger(bits) && bits > 0 && bits < 31, 'bits must be a whole number from 1 to 30', bits, 'Try 18.');
  check(Number.isInteger(ngrams) && ngrams > 0, 'ngrams must be a whole number, at least 1', ngrams, 'Try 2.');
  const all = [fields, names, text, crosses].flat();
  check(all.length > 0, 'there must be fields', 'none', 'Name some in fields, names or text.');
}

function check(holds: boolean, requirement: string, given: unknown, advice: string): void {
  if (!holds) throw new ContractError('hashFeatures', requirement, String(given), advice);
}
