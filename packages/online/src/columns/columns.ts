import { arrays } from './arrays.ts';
import type { ColumnKind, Elements, Layout, Reader, Reading, Writing } from './column-kind.ts';
import { entries } from './entries.ts';
import { areEqual, equals } from './equals.ts';
import { flags } from './flags.ts';
import { items } from './items.ts';
import { readMixed, writeMixed } from './mixed.ts';
import { numbers } from './numbers.ts';
import { records } from './records.ts';
import { sortsOf } from './sorts.ts';
import { texts, textOf, unitsOf } from './texts.ts';
import { words } from './words.ts';

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
  const to: Writing = {
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
  const from: Reading = {
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
