import { DataError } from '@thalweg/data';
import type { Category } from './category-feature.ts';
import { encoder } from './encoder.ts';
import type { FeatureList } from './feature-list.ts';
import { hashOf } from './hash-of.ts';
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

function refuse({ name, reading }: Field, value: unknown): never {
  throw new DataError(
    'hashFeatures',
    `the field '${name}' must be ${reading === 'text' ? 'a text' : 'a finite number, a string, a boolean, an array of these, or counts of tokens'}`,
    String(value),
    'Convert it, or leave it out.',
  );
}
