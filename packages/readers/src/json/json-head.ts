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

/** Looks at rows, one after another, and keeps none of them: the columns are the fields of all, in the order in which they come. */
export class ColumnsGuess {
  readonly #source: string;
  readonly #options: ColumnChoice & Pick<RowSettings, 'missing'>;
  readonly #guesses = new Map<string, ValueGuess>();
  #rows = 0;

  constructor(source: string, options: ColumnChoice & Pick<RowSettings, 'missing'>) {
    this.#source = source;
    this.#options = options;
  }

  /** The number of rows. */
  get rows(): number {
    return this.#rows;
  }

  see(row: JsonRow): void {
    this.#rows++;
    for (const name of Object.keys(row)) {
      const guess = this.#guesses.get(name) ?? this.#added(name);
      const value = valueIn(row, name, this.#options.missing);
      if (value !== undefined) guess.see(value);
    }
  }

  /** Returns the columns. */
  columns(): JsonColumns {
    const { columns: asked, types } = this.#options;
    // No row says nothing about the fields.
    const names =
      this.#rows === 0 ? [...new Set([...(asked ?? []), ...Object.keys(types ?? {})])] : [...this.#guesses.keys()];
    const source = this.#source;
    const columns = chosenColumns(this.#options, { source, names, allowed: VALUE_TYPES }).map(column => {
      const guess = this.#guesses.get(column.name) ?? new ValueGuess();
      const { repeats, type, seen } = guess;
      return {
        ...column,
        type: column.type ?? type,
        given: column.type !== undefined,
        repeats,
        missing: seen < this.#rows,
      };
    });
    return {
      schema: new Schema(
        source,
        columns.map(({ name, type, missing }) => ({ name, type, missing })),
      ),
      columns,
      known: asked === undefined ? new Set(names) : undefined,
    };
  }

  #added(name: string): ValueGuess {
    if (name === '__proto__')
      throw new DataError(
        this.#source,
        'a field must have another name than __proto__',
        '__proto__',
        'Rename it first.',
        { source: this.#source },
      );
    const guess = new ValueGuess();
    this.#guesses.set(name, guess);
    return guess;
  }
}

/** Returns the value of a field; `undefined` if it is missing. */
export function valueIn(row: JsonRow, name: string, missing: ReadonlySet<string>): unknown {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  return value === null || (typeof value === 'string' && missing.has(value)) ? undefined : value;
}
