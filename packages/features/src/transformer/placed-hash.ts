import type { HashParts } from '../column-transform.ts';
import { keyOf } from '../columns/category-key.ts';
import { KeyHasher } from '../columns/key-hasher.ts';
import { hashOfPair } from '../columns/hash-of-pair.ts';
import { keysIn } from '../tables/keys-in.ts';
import type { Table } from '@thalweg/data';
import type { Block } from './block.ts';
import { ByCode } from './by-code.ts';
import type { Entry } from './entry.ts';
import type { Fields, Placed, RowsWriter, Spot } from './placed.ts';

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
