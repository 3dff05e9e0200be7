import { DataError } from '@thalweg/data';
import { arrayOf, oneOf } from '@thalweg/tensor/engine';
import type { ColumnType } from './column-type.ts';
import { knownColumn } from './known-column.ts';

/** The options about columns that all readers of tables have. */
export interface ColumnsOptions {
  /** Reads only these columns, in this order. All by default. */
  readonly columns?: readonly string[] | undefined;
  /** The types of columns by name, in place of the inferred or stored ones: `{ zip: 'text' }`. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
}

/** These options as they came in: what was left out is undefined. */
export type ColumnChoice = { readonly [K in keyof ColumnsOptions]?: ColumnsOptions[K] | undefined };

/** A column to read: its place in the file, its name, and its type if the user gave one. */
export interface ChosenColumn {
  readonly at: number;
  readonly name: string;
  readonly type: ColumnType | undefined;
}

/** A column to read, with its type. */
export interface TypedColumn extends ChosenColumn {
  readonly type: ColumnType;
  /** True if the user gave the type. */
  readonly given: boolean;
  /** True if a text of the column comes at least twice on average. */
  readonly repeats: boolean;
}

/** The columns that {@link chosenColumns} chooses from. */
export interface ColumnsOfSource {
  readonly source: string;
  /** The names of all columns, in the order of the source. */
  readonly names: readonly string[];
  /** The types that the reader can make. */
  readonly allowed: readonly ColumnType[];
}

/**
 * Returns the columns that are to be read.
 *
 * - **Throws** `DataError` for more than 100,000 columns, for a name that does not exist, with the one that was meant, and for one that is chosen twice;
 *   `ContractError` for an unknown type
 */
export function chosenColumns({ columns, types = {} }: ColumnChoice, of: ColumnsOfSource): readonly ChosenColumn[] {
  const { source, names, allowed } = of;
  const chosen = columns === undefined ? names : arrayOf(source, 'columns', columns);
  if (chosen.length > MOST_COLUMNS) throw tooManyColumns(source, chosen.length);
  if (chosen.includes('__proto__'))
    throw new DataError(source, 'a column must have another name than __proto__', '__proto__', 'Rename it first.', {
      source,
    });
  const places = new Map(names.map((name, at) => [name, at]));
  const seen = new Set<string>();
  const twice = chosen.find(name => seen.size === seen.add(name).size);
  if (twice !== undefined)
    throw new DataError(source, 'columns must differ', `'${twice}' twice`, 'Name each column once.', { source });
  for (const [name, type] of Object.entries(types)) {
    knownColumn(source, name, names);
    oneOf(source, type, allowed, `the type of ${name}`);
  }
  return chosen.map(name => ({
    at: places.get(name) ?? places.get(knownColumn(source, name, names))!,
    name,
    type: Object.hasOwn(types, name) ? types[name] : undefined,
  }));
}

/** More columns are hardly meant: another delimiter may be, or another format. */
export const MOST_COLUMNS: number = 100_000;

/** Returns the error of more columns than can be read. */
export function tooManyColumns(source: string, count: number): DataError {
  const requirement = `at most ${MOST_COLUMNS.toLocaleString('en')} columns can be read`;
  const advice = "Name those to read: { columns: ['a', 'b'] }. Or check the format of the file.";
  return new DataError(source, requirement, count.toLocaleString('en'), advice, { source });
}
