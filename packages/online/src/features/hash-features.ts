import { DataError } from '@thalweg/data';
import type { Preprocessing } from '@thalweg/model';
import { ContractError } from '@thalweg/tensor';
import { arrayOf, oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import type { Observable } from 'rxjs';
import { checkField, copyOf } from '../records/fields.ts';
import { FirstRecord } from '../records/first-record.ts';
import type { WithFields } from '../records/known-fields.ts';
import type { Category } from './category-feature.ts';
import { type Fields, statelessFeature } from './feature.ts';
import { hashDefaults, type HashFeaturesOptions } from './hash-features-options.ts';
import { encoder, hashOf, hashOfPair } from './text-hash.ts';
import { WordScanner } from './word-scanner.ts';

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

/** Returns a function that sums the hashed features of a record. Its result is valid until the next record. */
function columnHasher(
  options: Required<HashFeaturesOptions>,
): (record: Readonly<Record<string, unknown>>) => SparseSum {
  const { bits, fields, names, text, crosses, ngrams, signed, counts, unitLength, seed } = options;
  const reader = new FeatureReader(ngrams);
  const fieldOf = (reading: Field['reading']) => (name: string) => ({ name, reading, seed: reader.hash(name, seed) });
  const all: Field[] = [...text.map(fieldOf('text')), ...fields.map(fieldOf('kind')), ...names.map(fieldOf('names'))];
  const pairs = crosses.map(pair => pair.map(name => all.find(field => field.name === name) ?? fieldOf('kind')(name)));
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

/** A field, the way to read it, and the seed of its hashes. */
interface Field {
  readonly name: string;
  /** By the kind of its value; as names, where numbers are no amounts; or as a text. */
  readonly reading: 'kind' | 'names' | 'text';
  readonly seed: number;
}

/** Reads values of fields into hashed features. */
class FeatureReader {
  readonly #scanner = new WordScanner();
  readonly #encoder = encoder();
  readonly #ngrams: number;
  #bytes = new Uint8Array(64);

  constructor(ngrams: number) {
    this.#ngrams = ngrams;
  }

  hash(text: string, seed: number): number {
    if (this.#bytes.length < 3 * text.length) this.#bytes = new Uint8Array(6 * text.length);
    return hashOf(this.#bytes, seed, 0, this.#encoder.encodeInto(text, this.#bytes).written);
  }

  /** Appends the features of a value to a list. Returns true if they are counted, as words and tokens are. */
  read(field: Field, value: unknown, list: FeatureList): boolean {
    const { reading, seed } = field;
    if (value === undefined || value === null) return false;
    if (reading === 'text') {
      this.#readWords(typeof value === 'string' ? value : refuse(field, value), seed, list);
      return true;
    }
    if (typeof value !== 'object') {
      this.#readOne(field, value, seed, list);
      return false;
    }
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const items = value as ArrayLike<unknown>;
      const tokens = reading === 'names' || typeof items[0] === 'string';
      for (let i = 0; i < items.length; i++)
        this.#readOne(field, items[i], tokens ? seed : this.hash(`${i}`, seed), list);
      return tokens;
    }
    const counts = value instanceof Map ? value : Object.entries(value);
    if (counts !== value && Object.prototype.toString.call(value) !== '[object Object]') refuse(field, value);
    for (const [token, count] of counts) pushNumber(field, count, this.hash(String(token), seed), list);
    return true;
  }

  #readWords(text: string, seed: number, list: FeatureList): void {
    const words = this.#scanner.scan(text);
    const { bytes, starts, ends } = this.#scanner;
    for (let n = 0; n < Math.min(this.#ngrams, words); n++)
      for (let last = n; last < words; last++) list.push(hashOf(bytes, seed, starts[last - n]!, ends[last]!), 1);
  }

  /** A number lies where it is said; the hash of others is their own. */
  #readOne(field: Field, value: unknown, hash: number, list: FeatureList): void {
    if (value === undefined || value === null || Number.isNaN(value)) return;
    if (typeof value === 'object') refuse(field, value);
    if (typeof value === 'number' && field.reading === 'kind') pushNumber(field, value, hash, list);
    else list.push(this.hash(String(value as Category), field.seed), 1);
  }
}

/** Appends a number, unless it is zero or NaN. */
function pushNumber(field: Field, value: unknown, hash: number, list: FeatureList): void {
  if (typeof value !== 'number' || Math.abs(Math.fround(value)) === Infinity) refuse(field, value);
  else if (value !== 0 && !Number.isNaN(value)) list.push(hash, value);
}

function refuse({ name, reading }: Field, value: unknown): never {
  throw new DataError(
    'hashFeatures',
    `the field '${name}' must be ${reading === 'text' ? 'a text' : 'a finite number, a string, a boolean, an array of these, or counts of tokens'}`,
    String(value),
    'Convert it, or leave it out.',
  );
}

/** Hashes of features and their weights, in buffers that grow to the largest list and are reused. */
class FeatureList {
  length = 0;
  hashes: Int32Array = new Int32Array(64);
  weights: Float64Array = new Float64Array(64);

  push(hash: number, weight: number): void {
    if (this.length === this.hashes.length) this.#grow();
    this.hashes[this.length] = hash;
    this.weights[this.length++] = weight;
  }

  clear(): void {
    this.length = 0;
  }

  each(take: (hash: number, weight: number) => void): void {
    for (let i = 0; i < this.length; i++) take(this.hashes[i]!, this.weights[i]!);
  }

  #grow(): void {
    const { hashes, weights } = this;
    this.hashes = new Int32Array(2 * hashes.length);
    this.weights = new Float64Array(2 * hashes.length);
    this.hashes.set(hashes);
    this.weights.set(weights);
  }
}

const FEWEST = 64;

/**
 * Adds up values by index: each index once, in the order in which it came first. An open-addressing table whose slots carry
 * the number of the turn that filled them, so that nothing is cleared between two turns.
 */
class SparseSum {
  length = 0;
  indices: Int32Array = new Int32Array(FEWEST);
  values: Float64Array = new Float64Array(FEWEST);
  /** For each slot the turn that filled it, and where its index lies; twice as many slots as indices, or more. */
  #turns: Int32Array = new Int32Array(2 * FEWEST);
  #slots: Int32Array = new Int32Array(2 * FEWEST);
  #turn = 0;

  /** Removes all indices. */
  clear(): void {
    this.length = 0;
    this.#turn = (this.#turn + 1) | 0;
    // After 2³² turns a slot could look as if it were of this one.
    if (this.#turn === 0) {
      this.#turns.fill(0);
      this.#turn = 1;
    }
  }

  add(index: number, value: number): void {
    const mask = this.#turns.length - 1;
    for (let slot = index & mask; ; slot = (slot + 1) & mask) {
      if (this.#turns[slot] !== this.#turn) {
        this.#append(slot, index, value);
        return;
      }
      const at = this.#slots[slot]!;
      if (this.indices[at] === index) {
        this.values[at]! += value;
        return;
      }
    }
  }

  /** Replaces each value by another. */
  change(to: (value: number) => number): void {
    for (let i = 0; i < this.length; i++) this.values[i] = to(this.values[i]!);
  }

  #append(slot: number, index: number, value: number): void {
    this.#turns[slot] = this.#turn;
    this.#slots[slot] = this.length;
    this.indices[this.length] = index;
    this.values[this.length++] = value;
    if (this.length === this.values.length) this.#grow();
  }

  #grow(): void {
    const { length, indices, values } = this;
    this.indices = new Int32Array(2 * length);
    this.values = new Float64Array(2 * length);
    this.#turns = new Int32Array(4 * length);
    this.#slots = new Int32Array(4 * length);
    this.clear();
    for (let i = 0; i < length; i++) this.add(indices[i]!, values[i]!);
  }
}
