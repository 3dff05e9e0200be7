import { DataError } from '@thalweg/data';
import type { Category } from './category-feature.ts';
import { encoder, hashOf } from './text-hash.ts';
import { WordScanner } from './word-scanner.ts';

/** A field, the way to read it, and the seed of its hashes. */
export interface Field {
  readonly name: string;
  /** By the kind of its value; as names, where numbers are no amounts; or as a text. */
  readonly reading: 'kind' | 'names' | 'text';
  readonly seed: number;
}

/** Reads values of fields into hashed features. */
export class FeatureReader {
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

export function refuse({ name, reading }: Field, value: unknown): never {
  throw new DataError(
    'hashFeatures',
    `the field '${name}' must be ${reading === 'text' ? 'a text' : 'a finite number, a string, a boolean, an array of these, or counts of tokens'}`,
    String(value),
    'Convert it, or leave it out.',
  );
}

/** Hashes of features and their weights, in buffers that grow to the largest list and are reused. */
export class FeatureList {
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
export class SparseSum {
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
