import type { Table, TableColumn } from '@thalweg/data';
import type { ChangeTable } from '@thalweg/data/engine';
import type { TypedArray } from '@thalweg/tensor';
import { type Field, FeatureList, type FeatureReader, refuse, type SparseSum } from './feature-reader.ts';
import { hashOfPair } from './text-hash.ts';

/** The options of `hashFeatures` that {@link tableHasher} needs, and its readers. */
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
export function tableHasher(hashing: TableHashing): ChangeTable {
  const { into, keep, all, pairs, columnOf } = hashing;
  const readers = new Map([...all, ...pairs.flat()].map(field => [field, new SingleReader(field, hashing.reader)]));
  return (table, used, recordsIn) => {
    const { rows, columns } = table;
    const sparse =
      ofSingles(table, hashing, readers, usedRows(used, into)) ?? ofRecords(recordsIn(table), table.rows, columnOf);
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

/** Returns the buffers of sparse columns that nobody reads any more. */
function usedRows(used: Table | undefined, into: string): Partial<SparseRows> {
  const [indices, values] = [used?.columns[`${into}.indices`], used?.columns[`${into}.values`]?.data];
  if (!(indices?.data instanceof Int32Array) || !(values instanceof Float32Array)) return {};
  return {
    indices: new Int32Array(indices.data.buffer as ArrayBuffer),
    values: new Float32Array(values.buffer as ArrayBuffer),
    starts: indices.starts!,
  };
}

/** Hashes rows as records: those with texts, tokens or vectors. */
function ofRecords(
  record: ReturnType<Parameters<ChangeTable>[2]>,
  rows: number,
  columnOf: TableHashing['columnOf'],
): SparseRows {
  const starts = new Int32Array(rows + 1);
  let [indices, values] = [new Int32Array(1024), new Float32Array(1024)];
  for (let row = 0; row < rows; row++) {
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
  const end = starts[rows]!;
  return { indices: indices.subarray(0, end), values: values.subarray(0, end), starts };
}

/** The readers of the fields that are hashed. */
type Readers = ReadonlyMap<Field, SingleReader>;

/** At most one feature for each row: its hash and its weight, which is NaN where there is none. */
interface Single {
  readonly hashes: Int32Array;
  readonly weights: Float64Array;
}

/** More features of a row are summed by a table, and not by a search. */
const MOST_SINGLES = 64;

/** The rows whose features are found at once: they stay in the processor's cache. */
const RUN = 1024;

/** Hashes rows of which each has one value in each field; returns `undefined` for others. */
function ofSingles(
  { rows, columns }: Table,
  hashing: TableHashing,
  readers: Readers,
  used: Partial<SparseRows>,
): SparseRows | undefined {
  const width = hashing.all.length + hashing.pairs.length;
  if (width > MOST_SINGLES || [...readers.values()].some(reader => !reader.fits(columns))) return undefined;
  const fits = used.indices?.length === rows * width && used.starts?.length === rows + 1;
  const out: Output = {
    indices: fits ? used.indices! : new Int32Array(rows * width),
    values: fits ? used.values! : new Float32Array(rows * width),
    apart: new Apart(),
    start: 0,
  };
  const starts = fits ? used.starts! : new Int32Array(rows + 1);
  starts[0] = 0;
  const crosses = hashing.pairs.map(() => ({ hashes: new Int32Array(RUN), weights: new Float64Array(RUN) }));
  for (let from = 0; from < rows; from += RUN) {
    const to = Math.min(rows, from + RUN);
    for (const reader of readers.values()) if (!reader.read(columns, from, to)) return undefined;
    writeRun(singlesOf(hashing, readers, crosses, to - from), out, starts.subarray(from, to + 1), hashing);
  }
  const { indices, values, start } = out;
  return { indices: indices.subarray(0, start), values: values.subarray(0, start), starts };
}

/** Makes the features of pairs of fields, and returns those of all fields and pairs, in their order. */
function singlesOf(
  { all, pairs }: TableHashing,
  readers: Readers,
  crosses: readonly Single[],
  rows: number,
): readonly Single[] {
  pairs.forEach(([one, other], n) => {
    const [a, b] = [readers.get(one!)!, readers.get(other!)!];
    const { hashes, weights } = crosses[n]!;
    for (let row = 0; row < rows; row++) {
      weights[row] = a.weights[row]! * b.weights[row]!;
      hashes[row] = hashOfPair(a.hashes[row]!, b.hashes[row]!);
    }
  });
  return [...all.map(field => readers.get(field)!), ...crosses];
}

/** The buffers that features are written to, and the place of the next ones. */
interface Output {
  readonly indices: Int32Array;
  readonly values: Float32Array;
  readonly apart: Apart;
  start: number;
}

/** Writes the features of some rows, each index of a row once. Most rows have no index twice: theirs are written column by column. */
function writeRun(singles: readonly Single[], out: Output, starts: Int32Array, hashing: TableHashing): void {
  const { indices, values, apart } = out;
  const { length: width } = singles;
  const rows = starts.length - 1;
  const mask = 2 ** hashing.bits - 1;
  const first = out.start;
  let areAlike = !hashing.signed && !hashing.unitLength;
  for (let i = 0; i < width; i++) {
    const { hashes, weights } = singles[i]!;
    for (let row = 0, at = first + i; row < rows; row++, at += width) {
      indices[at] = hashes[row]! & mask;
      const weight = weights[row]!;
      values[at] = weight;
      if (weight !== weight) areAlike = false;
    }
  }
  const sums = new Float64Array(width);
  for (let row = 0, from = first; row < rows; row++, from += width) {
    if (!areAlike || !apart.holds(indices, from, from + width)) writeRow(singles, row, out, sums, hashing);
    else {
      if (out.start < from) {
        indices.copyWithin(out.start, from, from + width);
        values.copyWithin(out.start, from, from + width);
      }
      out.start += width;
    }
    starts[row + 1] = out.start;
  }
}

/** The slots in which indices of a row leave their mark. */
const SLOTS = 4096;

/** Finds out whether a row has an index twice: each leaves a mark with the number of the row. */
class Apart {
  readonly #marks = new Int32Array(SLOTS);
  #row = 0;

  /** True if no index comes twice. It may be false for two indices that share a slot. */
  holds(indices: Int32Array, from: number, to: number): boolean {
    const marks = this.#marks;
    this.#row = (this.#row + 1) | 0;
    if (this.#row === 0) {
      marks.fill(0);
      this.#row = 1;
    }
    const row = this.#row;
    for (let at = from; at < to; at++) {
      const slot = indices[at]! & (SLOTS - 1);
      if (marks[slot] === row) return false;
      marks[slot] = row;
    }
    return true;
  }
}

/** Writes the features of a row, each index once. */
function writeRow(
  singles: readonly Single[],
  row: number,
  out: Output,
  sums: Float64Array,
  { bits, signed, unitLength }: TableHashing,
): void {
  const { indices, values, start } = out;
  const mask = 2 ** bits - 1;
  let count = 0;
  for (const { hashes, weights } of singles) {
    const weight = weights[row]!;
    if (weight !== weight) continue;
    const index = hashes[row]! & mask;
    const signedWeight = signed && hashes[row]! < 0 ? -weight : weight;
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
  out.start += count;
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

/** Reads columns whose cells are one value each, in runs of rows: a value that comes again is not hashed again. */
class SingleReader implements Single {
  /** The features of the rows that were read last. */
  readonly hashes: Int32Array = new Int32Array(RUN);
  readonly weights: Float64Array = new Float64Array(RUN);
  readonly #field: Field;
  readonly #reader: FeatureReader;
  readonly #list = new FeatureList();
  readonly #known = new Map<string | number, number>();
  readonly #small = new Int32Array(SMALL);
  readonly #seen = new Uint8Array(SMALL);
  /** The hashes of the categories of the table, as far as they are known. */
  #categories: readonly string[] = [];
  #ofCodes = new Int32Array(0);
  #seenCodes = new Uint8Array(0);

  constructor(field: Field, reader: FeatureReader) {
    this.#field = field;
    this.#reader = reader;
  }

  /** False for a column whose cells may have several features each. */
  fits(columns: Table['columns']): boolean {
    const column = columns[this.#field.name];
    return this.#field.reading !== 'text' && (column === undefined || (column.shape.length === 0 && !column.tensors));
  }

  /** Reads the rows `from … to − 1`. Returns false if a cell may have several features. */
  read(columns: Table['columns'], from: number, to: number): boolean {
    const column = columns[this.#field.name];
    if (column === undefined) this.weights.fill(NaN);
    else if (column.categories !== undefined)
      this.#readCodes((column.data as Int32Array).subarray(from, to), column.categories);
    else if (ArrayBuffer.isView(column.data)) this.#readNumbers(column.data.subarray(from, to));
    else return this.#readCells(column.data, from, to);
    return true;
  }

  #readCodes(codes: Int32Array, categories: readonly string[]): void {
    if (categories !== this.#categories || categories.length > this.#ofCodes.length) {
      this.#categories = categories;
      this.#ofCodes = new Int32Array(categories.length);
      this.#seenCodes = new Uint8Array(categories.length);
    }
    const [known, seen] = [this.#ofCodes, this.#seenCodes];
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      this.weights[row] = code < 0 ? NaN : 1;
      if (code < 0) continue;
      if (seen[code] === 0) {
        known[code] = this.#hashOf(categories[code]!);
        seen[code] = 1;
      }
      this.hashes[row] = known[code]!;
    }
  }

  #readNumbers(data: TypedArray): void {
    const { hashes, weights } = this;
    const [small, seen] = [this.#small, this.#seen];
    if (this.#field.reading === 'names')
      for (let row = 0; row < data.length; row++) {
        const value = data[row]!;
        const code = value & (SMALL - 1);
        if (code === value && seen[code] === 1) {
          hashes[row] = small[code]!;
          weights[row] = 1;
        } else this.#name(row, value);
      }
    else for (let row = 0; row < data.length; row++) this.#amount(row, data[row]!);
  }

  /** Returns false for a cell that is neither a text nor a number, boolean or missing. */
  #readCells(cells: readonly unknown[], from: number, to: number): boolean {
    const isName = this.#field.reading === 'names';
    for (let at = from; at < to; at++) {
      const cell = cells[at];
      if (typeof cell === 'number') {
        if (isName) this.#name(at - from, cell);
        else this.#amount(at - from, cell);
      } else if (typeof cell === 'string') this.#write(at - from, this.#hashOf(cell), 1);
      else if (typeof cell === 'object' && cell !== null) return false;
      else this.#readAny(at - from, cell);
    }
    return true;
  }

  #write(row: number, hash: number, weight: number): void {
    this.hashes[row] = hash;
    this.weights[row] = weight;
  }

  /** Writes a number that is a feature of that value. */
  #amount(row: number, value: number): void {
    if (Math.abs(Math.fround(value)) === Infinity) refuse(this.#field, value);
    this.hashes[row] = this.#field.seed;
    this.weights[row] = value === 0 ? NaN : value;
  }

  /** Writes a number that is the name of a feature. */
  #name(row: number, value: number): void {
    this.weights[row] = value === value ? 1 : NaN;
    if (value !== value) return;
    if (!(value >= 0 && value < SMALL && Number.isInteger(value))) {
      this.hashes[row] = this.#hashOf(value);
      return;
    }
    if (this.#seen[value] === 0) {
      this.#small[value] = this.#reader.hash(String(value), this.#field.seed);
      this.#seen[value] = 1;
    }
    this.hashes[row] = this.#small[value]!;
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
    if (this.#list.length === 0) this.weights[row] = NaN;
    else this.#write(row, this.#list.hashes[0]!, this.#list.weights[0]!);
  }
}
