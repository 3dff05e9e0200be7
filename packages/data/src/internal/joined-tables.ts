import { printShape, sameShape, sizeOf, type TypedArray } from '@thalweg/tensor';
import { DataError } from '../data-error.ts';
import type { Table, TableColumn } from '../table.ts';
import { Categories } from './merged-categories.ts';

/** Returns the rows of tables as one table; one without columns if there is none. */
export function joinTables(name: string, tables: readonly Table[]): Table {
  const [first] = tables;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  if (first === undefined || tables.length === 1) return first ?? { rows: 0, columns: {} };
  const columns: Record<string, TableColumn> = {};
  for (const column of Object.keys(first.columns)) {
    const parts = tables.map(table => table.columns[column]!);
    checkAlike(`${name}: column ${column}`, parts);
    columns[column] = joinColumns(parts, rows);
  }
  return { rows, columns };
}

function checkAlike(what: string, parts: readonly TableColumn[]): void {
  const shown = ({ shape, dtype }: TableColumn): string => `${dtype ?? 'cells'} ${printShape(shape)}`;
  for (const part of parts)
    if (part.dtype !== parts[0]!.dtype || !sameShape(part.shape, parts[0]!.shape))
      throw new DataError(
        what,
        `tables must be alike, ${shown(parts[0]!)} as the first`,
        shown(part),
        'Give the reader one schema for the whole epoch.',
      );
}

function joinColumns(parts: readonly TableColumn[], rows: number): TableColumn {
  const first = parts[0]!;
  const categories = first.categories === undefined ? undefined : new Categories();
  const pieces = parts.map(({ data, categories: own }) =>
    categories === undefined ? data : categories.renumbered(data as Int32Array, own!),
  );
  const joined = { ...first, data: joinData(pieces, rows * sizeOf(first.shape)) };
  return categories === undefined ? joined : { ...joined, categories: categories.texts };
}

function joinData(pieces: readonly TableColumn['data'][], length: number): TableColumn['data'] {
  const [first] = pieces;
  if (!ArrayBuffer.isView(first)) return pieces.flatMap(piece => [...piece]);
  const data = new (first.constructor as new (length: number) => TypedArray)(length);
  let at = 0;
  for (const piece of pieces as readonly TypedArray[]) {
    data.set(piece, at);
    at += piece.length;
  }
  return data;
}
