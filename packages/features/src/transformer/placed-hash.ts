import type { Table } from '@thalweg/data';
import { murmur3 } from '@thalweg/online';
import { type CategoryKey, keyOf } from '../columns/cells.ts';
import { keysIn } from '../columns/column-in.ts';
import type { HashParts } from '../columns/column-transform.ts';
import type { Entry } from './entry.ts';
import { type Block, ByCode, type Fields, type Placed, type RowsWriter, type Spot } from './placed.ts';

/** The hashes of one column, row by row, and 1 for each that is there. */
interface Hashes {
  readonly hashes: Int32Array;
  readonly known: Uint8Array;
}

/** Writes the feature of one column, or of several together, by its hash. */
export class PlacedHash implements Placed {
  readonly #sources: readonly string[];
  readonly #parts: HashParts;
  readonly #spot: Spot;
  readonly #hashers: readonly KeyHasher[];
  readonly #byCode: readonly ByCode[];

  constructor(entry: Entry, spot: Spot) {
    this.#sources = entry.sources;
    this.#parts = entry.ends as HashParts;
    this.#spot = spot;
    this.#hashers = entry.sources.map(source => new KeyHasher(source, this.#parts.seed));
    const found = { index: 0, value: 0 };
    this.#byCode = this.#hashers.map(
      hasher =>
        new ByCode(key => {
          found.index = key === null ? 0 : hasher.hash(key);
          found.value = key === null ? 0 : 1;
          return found;
        }),
    );
  }

  writeRecord(record: Fields, block: Block): void {
    let known = true;
    let hash = 0;
    for (const [part, source] of this.#sources.entries()) {
      const key = keyOf(source, record[source]);
      if (key === null) known = false;
      else hash = joined(part, hash, this.#hashers[part]!.hash(key));
    }
    this.#put(hash, known, block, 0);
  }

  tableWriter(table: Table, block: Block): RowsWriter {
    const [first, ...others] = this.#sources.map((source, part) => this.#hashesOf(table, source, part));
    return (from, to) => {
      for (let row = from; row < to; row++) {
        let hash = first!.hashes[row]!;
        let known = first!.known[row]!;
        for (let part = 0; part < others.length; part++) {
          known &= others[part]!.known[row]!;
          hash = hashOfPair(hash, others[part]!.hashes[row]!);
        }
        this.#put(hash, known === 1, block, row);
      }
    };
  }

  #hashesOf(table: Table, source: string, part: number): Hashes {
    const hashes = new Int32Array(table.rows);
    const known = new Uint8Array(table.rows);
    const keys = keysIn(table, source);
    if ('at' in keys)
      for (let row = 0; row < table.rows; row++) {
        const key = keys.at(row);
        if (key === null) continue;
        hashes[row] = this.#hashers[part]!.hash(key);
        known[row] = 1;
      }
    else {
      const { codes, categories } = keys;
      const { indices, values } = this.#byCode[part]!.of(categories, codes);
      for (let row = 0; row < table.rows; row++) {
        const code = codes[row]! < 0 ? categories.length : codes[row]!;
        hashes[row] = indices[code]!;
        known[row] = values[code]!;
      }
    }
    return { hashes, known };
  }

  #put(hash: number, known: boolean, { values, indices, stride }: Block, row: number): void {
    const { at, offset } = this.#spot;
    const { bits, sign } = this.#parts;
    const start = row * stride + at;
    indices![start] = known ? offset + (hash & (2 ** bits - 1)) : offset;
    values[start] = known ? (sign && hash < 0 ? -1 : 1) : 0;
  }
}

function joined(part: number, before: number, hash: number): number {
  return part === 0 ? hash : hashOfPair(before, hash);
}

/** As many hashes are remembered. */
const REMEMBERED = 65_536;

/** The part of the host's encoder that is used. */
interface Encoder {
  encode(text: string): Uint8Array;
}

/** Hashes the categories of a column, with its name as the seed, as int32. */
class KeyHasher {
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

/**
 * Returns the MurmurHash3, as an int32, of the four bytes of `second`, the lowest first, with `first` as the seed: the hash of
 * a pair of features, as `hashFeatures` in `@thalweg/online` has it.
 *
 * - **Source** Appleby, "SMHasher", MurmurHash3.cpp, 2011, `MurmurHash3_x86_32` for one block
 */
function hashOfPair(first: number, second: number): number {
  let k = Math.imul(second, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = first ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h ^= 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
