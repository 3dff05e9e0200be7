import type { Dataset } from '@thalweg/data';
import type { ChangeTable } from '@thalweg/data/engine';
import type { Preprocessing } from '@thalweg/model';
import { ContractError } from '@thalweg/tensor';
import { arrayOf, oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import { map, type Observable } from 'rxjs';
import { checkField, copyOf } from '../records/fields.ts';
import { FirstRecord } from '../records/first-record.ts';
import type { WithFields } from '../records/known-fields.ts';
import { type Fields, statelessFeature } from './feature.ts';
import { hashDefaults, type HashFeaturesOptions } from './hash-features-options.ts';
import { type Field, FeatureList, FeatureReader, SparseSum } from './feature-reader.ts';
import { hashOfPair } from './text-hash.ts';
import { tableHasher } from './hash-columns.ts';

/** A record with a sparse column in the fields `….indices`, each index once, and `….values`. */
export type WithSparse<R, I extends string> = Omit<R, `${I}.indices` | `${I}.values`> & {
  readonly [K in `${I}.indices`]: Int32Array;
} & { readonly [K in `${I}.values`]: Float32Array };

/** An operator that adds a sparse column of hashed features. It keeps nothing. */
export interface HashFeature<F extends string, I extends string, K extends string = string> extends Preprocessing {
  <R extends object>(source: WithFields<R, F>): Observable<WithSparse<Kept<R, K>, I>>;
  /** The operator itself. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<WithSparse<Kept<R, K>, I>>;
  /** Returns a record with the column, at once. */
  applyTo<R extends object>(record: R): WithSparse<Kept<R, K>, I>;
}

/** The fields of a record that stay: those that are named, or all. */
type Kept<R, K extends string> = string extends K ? R : Pick<R, K & keyof R>;

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
 * - **Tables** the rows of a file are hashed in their columns, and each category once; `batch` makes sparse batches of them
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
export function hashFeatures<
  const I extends string = 'features',
  const F extends string = string,
  const K extends string = string,
>(options: HashFeaturesOptions<I, F, K>): HashFeature<F, I, K> {
  const chosen = optionsOf('hashFeatures', options as HashFeaturesOptions, hashDefaults);
  checkOptions(chosen);
  const hashed = hashedFields(chosen);
  const columnOf = columnHasher(chosen, hashed);
  const { into, fields, names, text, crosses, keep, missing } = chosen;
  const first = new FirstRecord('hashFeatures', [fields, names, text, crosses, keep ?? []].flat(2), missing);
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
    const copy = keep === undefined ? copyOf(record) : keptOf(record, keep);
    copy[`${into}.indices`] = indices;
    copy[`${into}.values`] = values;
    return copy;
  };
  const given = [JSON.parse(JSON.stringify(chosen)) as Json];
  const change = tableHasher({ ...chosen, ...hashed, columnOf });
  const table: ChangeTable = (rows, ...parts) => {
    first.check(rows.columns);
    return change(rows, ...parts);
  };
  const each = (use: (record: Fields) => object) => (source: Observable<Fields>) => {
    const { reader } = source as Partial<Dataset<Fields>>;
    if (reader?.tables === undefined || reader.openRun !== undefined) return source.pipe(map(use));
    return (source as Dataset<Fields>).derive(reader => reader.tables!.mapped(reader, use, table));
  };
  return statelessFeature({ name: 'hashFeatures', given, first, transform, each }) as unknown as HashFeature<F, I, K>;
}

/** Returns the fields of a record that stay. */
function keptOf(record: Fields, keep: readonly string[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of keep) if (name in record) kept[name] = record[name];
  return kept;
}

function checkOptions({ bits, ngrams, seed, into, counts, ...lists }: Chosen): void {
  const { fields, names, text, crosses, keep = [] } = lists;
  for (const [name, list] of Object.entries({ fields, names, text, crosses, keep }))
    arrayOf('hashFeatures', name, list);
  for (const pair of crosses)
    check(Array.isArray(pair) && pair.length === 2, 'crosses must be pairs of fields', pair, "Try [['a', 'b']].");
  for (const one of [into, fields, names, text, crosses, keep].flat(2)) checkField('hashFeatures', one);
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

/** The options, with their defaults. */
type Chosen = Required<Omit<HashFeaturesOptions, 'keep'>> & Pick<HashFeaturesOptions, 'keep'>;

/** The fields that are hashed, with their reader. */
interface HashedFields {
  readonly reader: FeatureReader;
  /** In their order. */
  readonly all: readonly Field[];
  readonly pairs: readonly (readonly Field[])[];
}

function hashedFields({ fields, names, text, crosses, ngrams, seed }: Chosen): HashedFields {
  const reader = new FeatureReader(ngrams);
  const fieldOf = (reading: Field['reading']) => (name: string) => ({ name, reading, seed: reader.hash(name, seed) });
  const all: Field[] = [...text.map(fieldOf('text')), ...fields.map(fieldOf('kind')), ...names.map(fieldOf('names'))];
  const pairs = crosses.map(pair => pair.map(name => all.find(field => field.name === name) ?? fieldOf('kind')(name)));
  return { reader, all, pairs };
}

/** Returns a function that sums the hashed features of a record. Its result is valid until the next record. */
function columnHasher(
  { bits, signed, counts, unitLength }: Chosen,
  { reader, all, pairs }: HashedFields,
): (record: Readonly<Record<string, unknown>>) => SparseSum {
  const sum = new SparseSum();
  const [some, others, more] = [new FeatureList(), new FeatureList(), new FeatureList()];
  const mask = 2 ** bits - 1;
  const add = (hash: number, weight: number): void => sum.add(hash & mask, signed && hash < 0 ? -weight : weight);
  const weigh = counts === 'log' ? (c: number) => 1 + Math.log(c) : counts === 'log1p' ? Math.log1p : undefined;
  return record => {
    sum.clear();
    others.clear();
    for (const field of all) {
      some.clear();
      const counted = reader.read(field, record[field.name], some);
      // Features that are not counted wait until the counts are complete.
      some.each(counted ? add : (hash, weight) => others.push(hash, weight));
    }
    if (weigh) sum.change(c => (c === 0 ? 0 : Math.sign(c) * weigh(Math.abs(c))));
    others.each(add);
    for (const [one, other] of pairs) {
      some.clear();
      more.clear();
      reader.read(one!, record[one!.name], some);
      reader.read(other!, record[other!.name], more);
      some.each((first, a) => more.each((second, b) => add(hashOfPair(first, second), a * b)));
    }
    if (unitLength) {
      let squares = 0;
      sum.change(x => ((squares += x * x), x));
      const length = Math.sqrt(squares) || 1;
      sum.change(x => x / length);
    }
    return sum;
  };
}
