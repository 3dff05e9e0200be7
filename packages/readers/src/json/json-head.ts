import { DataError } from '@thalweg/data';
import type { RowSettings } from '../blocks/row-options.ts';
import { chosenColumns, type ColumnChoice, type TypedColumn } from '../schema/columns-options.ts';
import { Schema } from '../schema/schema.ts';
import { ValueGuess } from './value-guess.ts';
import { VALUE_TYPES } from './value-reader.ts';

/** A row: an object of JSON. */
export type JsonRow = Readonly<Record<string, unknown>>;

/** True for an object that is no array. */
export function isRow(value: unknown): value is JsonRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The columns of rows, without their place. */
export interface JsonColumns {
  readonly schema: Schema;
  readonly columns: readonly TypedColumn[];
  /** The fields that a row may have; `undefined` if the user chose the columns, so that others are left out. */
  readonly known: ReadonlySet<string> | undefined;
}

/** Returns the columns of some rows: the fields of all of them, in the order in which they come. */
export function jsonColumns(
  source: string,
  rows: readonly JsonRow[],
  options: ColumnChoice & Pick<RowSettings, 'missing'>,
): JsonColumns {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))];
  if (names.includes('__proto__'))
    throw new DataError(source, 'a field must have another name than __proto__', '__proto__', 'Rename it first.', {
      source,
    });
  // No row says nothing about the fields.
  const all =
    rows.length === 0 ? [...new Set([...(options.columns ?? []), ...Object.keys(options.types ?? {})])] : names;
  const columns = chosenColumns(options, { source, names: all, allowed: VALUE_TYPES }).map(column => {
    const guess = new ValueGuess();
    for (const row of rows) {
      const value = valueIn(row, column.name, options.missing);
      if (value === undefined) guess.missing = true;
      else guess.see(value);
    }
    const { missing, repeats } = guess;
    return { ...column, type: column.type ?? guess.type, given: column.type !== undefined, repeats, missing };
  });
  const known = options.columns === undefined ? new Set(all) : undefined;
  return {
    schema: new Schema(
      source,
      columns.map(({ name, type, missing }) => ({ name, type, missing })),
    ),
    columns,
    known,
  };
}

/** Returns the value of a field; `undefined` if it is missing. */
export function valueIn(row: JsonRow, name: string, missing: ReadonlySet<string>): unknown {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  return value === null || (typeof value === 'string' && missing.has(value)) ? undefined : value;
}
