import { DataError } from '@thalweg/data';
import { murmur3 } from '@thalweg/online';
import { Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** A category: a text, a number, a boolean, or `null` for a missing one. */
export type CategoryKey = string | number | boolean | null;

/** Returns a cell as a category. A big integer becomes its digits, a date its milliseconds. */
export function keyOf(column: string, cell: unknown): CategoryKey {
  if (typeof cell === 'string' || typeof cell === 'boolean') return cell;
  if (typeof cell === 'number') return cell === cell ? cell : null;
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') return String(cell);
  if (cell instanceof Date) return keyOf(column, cell.getTime());
  throw new DataError(
    `column ${column}`,
    'a category must be a text, a number or a boolean',
    printed(cell),
    cell instanceof Tensor ? 'Transform records before batch.' : 'Map it to one of these before.',
  );
}

/** Compares categories: numbers, then texts, then booleans, and missing last. */
export function compareKeys(a: CategoryKey, b: CategoryKey): number {
  const [one, other] = [rank(a), rank(b)];
  if (one !== other) return one - other;
  return a === b ? 0 : a! < b! ? -1 : 1;
}

function rank(key: CategoryKey): number {
  return ['number', 'string', 'boolean', 'object'].indexOf(typeof key);
}

/** Returns a cell as a number: `NaN` for a missing one, 1 for true, and the milliseconds of a date. */
export function numberOf(column: string, cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (cell === null || cell === undefined) return NaN;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (cell instanceof Date) return cell.getTime();
  throw new DataError(`column ${column}`, 'it must have numbers', printed(cell), adviceOn(cell));
}

function adviceOn(cell: unknown): string {
  if (cell instanceof Tensor) return 'Transform records before batch.';
  if (typeof cell !== 'string') return 'Map it to a number before.';
  if (/^\d{4}-\d\d-\d\d/.test(cell)) return 'Read it as a date, in milliseconds since 1970, as with Date.parse.';
  return 'Read it as numbers, or use oneHot(), hash() or another transform of categories.';
}

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

/**
 * Returns the MurmurHash3, as an int32, of the four bytes of `second`, the lowest first, with `first` as the seed: the hash of
 * a pair of features, as `hashFeatures` in `@thalweg/online` has it.
 *
 * - **Source** Appleby, "SMHasher", MurmurHash3.cpp, 2011, `MurmurHash3_x86_32` for one block
 */
export function hashOfPair(first: number, second: number): number {
  let k = Math.imul(second, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = first ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h ^= 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
