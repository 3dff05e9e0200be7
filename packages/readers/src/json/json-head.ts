import { DataError } from '@thalweg/data';
import type { RowSettings } from '../blocks/row-options.ts';
import { isoDateOf } from '../cells/iso-date.ts';
import { bigintOf, booleanOf, numberOf } from '../cells/text-values.ts';
import type { ColumnType } from '../schema/column-type.ts';
import { chosenColumns, type ColumnChoice, type TypedColumn } from '../schema/columns-options.ts';
import { Schema } from '../schema/schema.ts';

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

type Kind = 'number' | 'boolean' | 'text' | 'list' | 'object';

/** With more texts that differ, a column does not repeat them. */
const MOST_TEXTS = 1 << 16;

/**
 * Infers the type of a column from its values: that of all values that are not missing; `date` for texts that are all dates
 * in ISO 8601. Numbers, booleans and texts together are text; nested values together with others are `object`, which keeps
 * each value unchanged. A column without values is text.
 */
class ValueGuess {
  readonly #kinds = new Set<Kind>();
  readonly #texts = new Set<string>();
  #dates = true;
  /** The number of values. */
  seen = 0;

  /** Takes a value that is not missing. */
  see(value: unknown): void {
    this.#kinds.add(kindOf(value));
    this.seen++;
    if (typeof value !== 'string' || this.#texts.has(value)) return;
    if (this.#texts.size < MOST_TEXTS) this.#texts.add(value);
    this.#dates &&= isoDateOf(value) !== undefined;
  }

  get type(): ColumnType {
    const [kind, ...others] = this.#kinds;
    if (kind === undefined) return 'text';
    if (others.length > 0) return this.#kinds.has('list') || this.#kinds.has('object') ? 'object' : 'text';
    return kind === 'text' && this.#dates ? 'date' : kind;
  }

  /** True if a text comes at least twice on average. */
  get repeats(): boolean {
    return this.#texts.size < MOST_TEXTS && 2 * this.#texts.size <= this.seen;
  }
}

function kindOf(value: unknown): Kind {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean';
  return typeof value === 'string' ? 'text' : Array.isArray(value) ? 'list' : 'object';
}

/** The types that a column of JSON values can have. */
const VALUE_TYPES = ['number', 'integer', 'boolean', 'date', 'text', 'category', 'bigint', 'list', 'object'] as const;

/** Returns the cell that a value is in a column of a type, or `undefined` if it does not fit. `given` says that the user gave the type: then a text is read as one. */
export function valueReader(type: ColumnType, given: boolean): (value: unknown) => unknown {
  switch (type) {
    case 'number':
      return value => numberIn(value, given);
    case 'integer':
      return value => {
        const number = numberIn(value, given);
        return Number.isSafeInteger(number) ? number : undefined;
      };
    case 'boolean':
      return value =>
        typeof value === 'boolean' ? value : given && typeof value === 'string' ? booleanOf(value) : undefined;
    case 'date':
      return value => (typeof value === 'string' ? isoDateOf(value) : undefined);
    case 'bigint':
      return bigintIn;
    case 'list':
      return value => (Array.isArray(value) ? value : undefined);
    case 'object':
      return value => value;
    default:
      return value => (typeof value === 'object' ? undefined : String(value as string | number | boolean));
  }
}

function numberIn(value: unknown, given: boolean): number | undefined {
  if (typeof value === 'number') return value;
  return given && typeof value === 'string' ? numberOf(value) : undefined;
}

function bigintIn(value: unknown): bigint | undefined {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? bigintOf(value) : undefined;
}
