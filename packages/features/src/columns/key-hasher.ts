import { murmur3 } from '@thalweg/online';
import type { CategoryKey } from './category-key.ts';

/** As many hashes are remembered. */
const REMEMBERED = 65_536;

/** The part of the host's encoder that is used. */
interface Encoder {
  encode(text: string): Uint8Array;
}

/** Hashes the categories of a column, with its name as the seed, as int32. */
export class KeyHasher {
  readonly #encoder: Encoder = new (globalThis as unknown as { TextEncoder: new () => Encoder }).TextEncoder();
  readonly #seed: number;
  readonly #known = new Map<CategoryKey, number>();

  constructor(column: string, seed: number) {
    this.#seed = murmur3(this.#encoder.encode(column), seed);
  }

  hash(key: CategoryKey): number {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size === REMEMBERED) this.#known.clear();
    const hash = murmur3(this.#encoder.encode(String(key)), this.#seed) | 0;
    this.#known.set(key, hash);
    return hash;
  }
}
