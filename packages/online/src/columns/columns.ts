import { isPlain } from '../state/plain-data.ts';
import {
  areEqual,
  arrayClass,
  arrays,
  type ColumnKind,
  type Elements,
  entries,
  equals,
  flags,
  items,
  type Layout,
  numbers,
  type Reader,
  type BlobReader,
  readMixed,
  records,
  textOf,
  texts,
  unitsOf,
  words,
  writeMixed,
  type BlobWriter,
} from './column-kinds.ts';

/** The bytes of columns, which nobody writes again, and the values that only the caller knows to save. */
export interface Blob {
  readonly bytes: Int32Array;
  readonly kept: readonly unknown[];
}

/** The depth from which on values are kept unchanged, beside the columns. */
const DEEPEST = 16;

const kinds = { arrays, entries, equals, flags, items, numbers, records, texts, words } as unknown as Readonly<
  Record<string, ColumnKind<Layout, unknown>>
>;

/**
 * Writes columns of equal length into one buffer: numbers, strings, booleans, null, undefined, typed arrays, and arrays and plain
 * objects of these. {@link readColumns} returns equal values, to the last bit; other values are kept unchanged.
 */
export function writeColumns(columns: readonly (readonly unknown[])[]): Blob {
  const parts: { readonly at: number; readonly elements: Elements }[] = [];
  const kept: unknown[] = [];
  let size = 8;
  let depth = 0;
  const to: BlobWriter = {
    add(elements) {
      const at = size;
      parts.push({ at, elements });
      size = 8 * Math.ceil((at + elements.byteLength) / 8);
      return at;
    },
    keep(values) {
      for (const value of values) kept.push(value);
      return kept.length - values.length;
    },
    column(values) {
      if (areEqual(values)) return equals.write(values, to);
      const { sorts, of } = sortsOf(values);
      if (sorts.length > 1) return writeMixed(values, of, to);
      const kind = sorts[0]?.kind ?? 'flags';
      if (kind === 'values' || depth > DEEPEST) return { kind: 'values', at: to.keep(values) } as Layout;
      depth++;
      const layout = kinds[kind === 'texts' ? 'words' : kind]!.write(values, to);
      depth--;
      return layout;
    },
  };
  const layout = JSON.stringify({ rows: columns[0]!.length, columns: columns.map(column => to.column(column)) });
  const text = to.add(unitsOf([layout], layout.length));
  const bytes = new Int32Array(size / 4);
  bytes.set([text, layout.length]);
  for (const { at, elements } of parts)
    new Uint8Array(bytes.buffer, at).set(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength));
  return { bytes, kept };
}

/** Returns the number of rows, and a reader of each column. Throws an error of some class if the bytes are damaged. */
export function readColumns({ bytes, kept }: Blob): { rows: number; readers: readonly Reader[] } {
  const buffer = bytes.buffer as ArrayBuffer;
  const [text = 0, length = 0] = bytes;
  const { rows, columns } = JSON.parse(textOf(new Uint16Array(buffer, text, length), 0, length)) as Contents;
  const from: BlobReader = {
    buffer,
    kept,
    column(layout, rows) {
      if (layout.kind === 'mixed') return readMixed(layout as Parameters<typeof readMixed>[0], rows, from);
      if (layout.kind === 'values') return row => kept[(layout as unknown as { readonly at: number }).at + row];
      return kinds[layout.kind]!.read(layout, rows, from);
    },
  };
  return { rows, readers: columns.map(column => from.column(column, rows)) };
}

interface Contents {
  readonly rows: number;
  readonly columns: readonly Layout[];
}

/** The sort of a value: values of one sort are in one column. */
type Sort =
  | { readonly kind: 'numbers' | 'texts' | 'flags' | 'items' | 'entries' | 'values' }
  | { readonly kind: 'arrays'; readonly of: number }
  | { readonly kind: 'records'; readonly names: readonly string[] };

/** The most different lists of fields of the objects in a column that have columns of their own. */
const MOST_LISTS = 8;

/** Returns the sorts of some values, and the number of its sort for each. */
function sortsOf(values: readonly unknown[]): { sorts: readonly Sort[]; of: Uint8Array } {
  return sorted(values, true) ?? sorted(values, false)!;
}

/** Without `listed`, objects are of one sort. With it, returns undefined if their fields are too different. */
function sorted(values: readonly unknown[], listed: boolean): ReturnType<typeof sortsOf> | undefined {
  const sorts: Sort[] = [];
  const of = new Uint8Array(values.length);
  let lists = 0;
  let last = 0;
  for (let i = 0; i < values.length; i++) {
    const sort = sortOf(values[i], listed);
    if (!(last < sorts.length && same(sorts[last]!, sort))) {
      last = sorts.findIndex(known => same(known, sort));
      if (last < 0) {
        last = sorts.push(sort) - 1;
        if (sort.kind === 'records' && ++lists > MOST_LISTS) return undefined;
      }
    }
    of[i] = last;
  }
  return { sorts, of };
}

function sortOf(value: unknown, listed: boolean): Sort {
  if (typeof value === 'number') return NUMBERS;
  if (typeof value === 'string') return TEXTS;
  if (value === null || value === undefined || typeof value === 'boolean') return FLAGS;
  if (Array.isArray(value)) return ITEMS;
  if (isPlain(value)) return listed ? { kind: 'records', names: Object.keys(value) } : ENTRIES;
  const array = arrayClass(value);
  return array < 0 ? VALUES : { kind: 'arrays', of: array };
}

const NUMBERS: Sort = { kind: 'numbers' };

const TEXTS: Sort = { kind: 'texts' };

const FLAGS: Sort = { kind: 'flags' };

const ITEMS: Sort = { kind: 'items' };

const ENTRIES: Sort = { kind: 'entries' };

const VALUES: Sort = { kind: 'values' };

function same(a: Sort, b: Sort): boolean {
  if (a === b) return true;
  if (a.kind === 'arrays' && b.kind === 'arrays') return a.of === b.of;
  if (a.kind !== 'records' || b.kind !== 'records') return false;
  const { length } = a.names;
  if (length !== b.names.length) return false;
  for (let i = 0; i < length; i++) if (a.names[i] !== b.names[i]) return false;
  return true;
}
