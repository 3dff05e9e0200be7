import type { Table, TableColumn } from '@thalweg/data';
import { recordsIn } from '@thalweg/data/engine';
import type { TypedArray } from '@thalweg/tensor';
import { type Field, FeatureList, type FeatureReader, refuse, type SparseSum } from './feature-reader.ts';
import { hashOfPair } from './text-hash.ts';

/** What {@link tableHasher} needs of the options of `hashFeatures`. */
interface TableHashing {
  readonly bits: number;
  readonly signed: boolean;
  readonly unitLength: boolean;
  readonly into: string;
  readonly keep?: readonly string[] | undefined;
  readonly reader: FeatureReader;
  readonly all: readonly Field[];
  readonly pairs: readonly (readonly Field[])[];
  /** Sums the features of a record. */
  readonly columnOf: (record: Readonly<Record<string, unknown>>) => SparseSum;
}

/** Returns a function that hashes the rows of a table, as `hashFeatures` hashes records. */
export function tableHasher(hashing: TableHashing): (table: Table) => Table {
  const { into, keep, all, pairs, columnOf } = hashing;
  const readers = new Map([...all, ...pairs.flat()].map(field => [field, new SingleReader(field, hashing.reader)]));
  return table => {
    const { rows, columns } = table;
    const singles = singlesOf(table, hashing, readers);
    const sparse = singles === undefined ? ofRecords(table, columnOf) : ofSingles(singles, rows, hashing);
    const kept: Record<string, TableColumn> = {};
    for (const name of keep ?? Object.keys(columns)) if (name in columns) kept[name] = columns[name]!;
    kept[`${into}.indices`] = { data: sparse.indices, shape: [-1], dtype: 'int32', starts: sparse.starts };
    kept[`${into}.values`] = { data: sparse.values, shape: [-1], dtype: 'float32', starts: sparse.starts };
    return { rows, columns: kept };
  };
}

/** The sparse columns of rows, one after another. */
interface SparseRows {
  readonly indices: Int32Array;
  readonly values: Float32Array;
  readonly starts: Int32Array;
}

/** Hashes rows as records: those with texts, tokens or vectors. */
function ofRecords(table: Table, columnOf: TableHashing['columnOf']): SparseRows {
  const record = recordsIn(table);
  const starts = new Int32Array(table.rows + 1);
  let [indices, values] = [new Int32Array(1024), new Float32Array(1024)];
  for (let row = 0; row < table.rows; row++) {
    const { length, indices: found, values: summed } = columnOf(record(row));
    const start = starts[row]!;
    if (start + length > indices.length) {
      const size = 2 * (start + length);
      const [former, before] = [indices, values];
      [indices, values] = [new Int32Array(size), new Float32Array(size)];
      indices.set(former);
      values.set(before);
    }
    for (let i = 0; i < length; i++) {
      indices[start + i] = found[i]!;
      values[start + i] = summed[i]!;
    }
    starts[row + 1] = start + length;
  }
  const end = starts[table.rows]!;
  return { indices: indices.subarray(0, end), values: values.subarray(0, end), starts };
}

/** At most one feature for each row: its hash and its weight, which is NaN where there is none. */
interface Single {
  readonly hashes: Int32Array;
  readonly weights: Float64Array;
}

/** More features of a row are summed by a table, and not by a search. */
const MOST_SINGLES = 64;

/** Returns the features of all fields and pairs, in their order; `undefined` if a row may have several of one field. */
function singlesOf(
  { rows, columns }: Table,
  { all, pairs }: TableHashing,
  readers: ReadonlyMap<Field, SingleReader>,
): readonly Single[] | undefined {
  if (all.length + pairs.length > MOST_SINGLES) return undefined;
  const found = new Map<Field, Single>();
  for (const [field, reader] of readers) {
    const single = reader.read(columns[field.name], rows);
    if (single === undefined) return undefined;
    found.set(field, single);
  }
  const crossed = pairs.map(([one, other]) => crossOf(found.get(one!)!, found.get(other!)!, rows));
  return [...all.map(field => found.get(field)!), ...crossed];
}

function crossOf(one: Single, other: Single, rows: number): Single {
  const [hashes, weights] = [new Int32Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row++) {
    weights[row] = one.weights[row]! * other.weights[row]!;
    hashes[row] = hashOfPair(one.hashes[row]!, other.hashes[row]!);
  }
  return { hashes, weights };
}

/** Sums the features of each row whose indices are the same. */
function ofSingles(
  singles: readonly Single[],
  rows: number,
  { bits, signed, unitLength }: TableHashing,
): SparseRows {
  const width = singles.length;
  const mask = 2 ** bits - 1;
  const hashes = singles.map(single => single.hashes);
  const weights = singles.map(single => single.weights);
  const [indices, values] = [new Int32Array(rows * width), new Float32Array(rows * width)];
  const starts = new Int32Array(rows + 1);
  const sums = new Float64Array(width);
  let start = 0;
  for (let row = 0; row < rows; row++) {
    let count = 0;
    for (let i = 0; i < width; i++) {
      const weight = weights[i]![row]!;
      if (weight !== weight) continue;
      const hash = hashes[i]![row]!;
      const index = hash & mask;
      const signedWeight = signed && hash < 0 ? -weight : weight;
      let at = 0;
      while (at < count && indices[start + at] !== index) at++;
      if (at < count) sums[at]! += signedWeight;
      else {
        indices[start + count] = index;
        sums[count++] = signedWeight;
      }
    }
    if (unitLength) scaleToOne(sums, count);
    for (let i = 0; i < count; i++) values[start + i] = sums[i]!;
    start += count;
    starts[row + 1] = start;
  }
  return { indices: indices.subarray(0, start), values: values.subarray(0, start), starts };
}

function scaleToOne(values: Float64Array, count: number): void {
  let squares = 0;
  for (let i = 0; i < count; i++) squares += values[i]! * values[i]!;
  const length = Math.sqrt(squares) || 1;
  for (let i = 0; i < count; i++) values[i]! /= length;
}

/** Whole numbers below this have their hashes in an array. */
const SMALL = 4096;

/** As many hashes of other values are remembered. */
const REMEMBERED = 65_536;

/** Reads columns whose cells are one value each: a value that comes again is not hashed again. */
class SingleReader {
  readonly #field: Field;
  readonly #reader: FeatureReader;
  readonly #list = new FeatureList();
  readonly #known = new Map<string | number, number>();
  readonly #small = new Int32Array(SMALL);
  readonly #seen = new Uint8Array(SMALL);
  #hashes = new Int32Array(0);
  #weights = new Float64Array(0);

  constructor(field: Field, reader: FeatureReader) {
    this.#field = field;
    this.#reader = reader;
  }

  /** Returns the features of a column until the next call; `undefined` if its cells may have several each. */
  read(column: TableColumn | undefined, rows: number): Single | undefined {
    if (this.#weights.length < rows) {
      this.#hashes = new Int32Array(rows);
      this.#weights = new Float64Array(rows);
    }
    const single = { hashes: this.#hashes, weights: this.#weights };
    if (column === undefined) {
      single.weights.fill(NaN, 0, rows);
      return single;
    }
    const { data, categories, shape, tensors } = column;
    if (this.#field.reading === 'text' || shape.length > 0 || tensors === true) return undefined;
    if (categories !== undefined) this.#readCodes(data as Int32Array, categories, rows);
    else if (ArrayBuffer.isView(data)) this.#readNumbers(data, rows);
    else if (!this.#readCells(data, rows)) return undefined;
    return single;
  }

  #readCodes(codes: Int32Array, categories: readonly string[], rows: number): void {
    const [hashes, weights] = [this.#hashes, this.#weights];
    const known = new Int32Array(categories.length);
    const seen = new Uint8Array(categories.length);
    for (let row = 0; row < rows; row++) {
      const code = codes[row]!;
      weights[row] = code < 0 ? NaN : 1;
      if (code < 0) continue;
      if (seen[code] === 0) {
        known[code] = this.#hashOf(categories[code]!);
        seen[code] = 1;
      }
      hashes[row] = known[code]!;
    }
  }

  #readNumbers(data: TypedArray, rows: number): void {
    if (this.#field.reading === 'names') for (let row = 0; row < rows; row++) this.#name(row, data[row]!);
    else for (let row = 0; row < rows; row++) this.#amount(row, data[row]!);
  }

  /** Returns false for a cell that is neither a text nor a number, boolean or missing. */
  #readCells(cells: readonly unknown[], rows: number): boolean {
    const isName = this.#field.reading === 'names';
    for (let row = 0; row < rows; row++) {
      const cell = cells[row];
      if (typeof cell === 'number') {
        if (isName) this.#name(row, cell);
        else this.#amount(row, cell);
      } else if (typeof cell === 'string') this.#write(row, this.#hashOf(cell), 1);
      else if (typeof cell === 'object' && cell !== null) return false;
      else this.#readAny(row, cell);
    }
    return true;
  }

  #write(row: number, hash: number, weight: number): void {
    this.#hashes[row] = hash;
    this.#weights[row] = weight;
  }

  /** Writes a number that is a feature of that value. */
  #amount(row: number, value: number): void {
    if (Math.abs(Math.fround(value)) === Infinity) refuse(this.#field, value);
    this.#hashes[row] = this.#field.seed;
    this.#weights[row] = value === 0 ? NaN : value;
  }

  /** Writes a number that is the name of a feature. */
  #name(row: number, value: number): void {
    this.#weights[row] = value === value ? 1 : NaN;
    if (value !== value) return;
    if (!(value >= 0 && value < SMALL && Number.isInteger(value))) {
      this.#hashes[row] = this.#hashOf(value);
      return;
    }
    if (this.#seen[value] === 0) {
      this.#small[value] = this.#reader.hash(String(value), this.#field.seed);
      this.#seen[value] = 1;
    }
    this.#hashes[row] = this.#small[value]!;
  }

  #hashOf(value: string | number): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (this.#known.size === REMEMBERED) this.#known.clear();
    const hash = this.#reader.hash(String(value), this.#field.seed);
    this.#known.set(value, hash);
    return hash;
  }

  #readAny(row: number, value: unknown): void {
    this.#list.clear();
    this.#reader.read(this.#field, value, this.#list);
    if (this.#list.length === 0) this.#weights[row] = NaN;
    else this.#write(row, this.#list.hashes[0]!, this.#list.weights[0]!);
  }
}
