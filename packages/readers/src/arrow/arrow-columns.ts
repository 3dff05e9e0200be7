import type { Field } from '@uwdata/flechette';
import type { StoredColumn } from '../columnar/cell-making.ts';
import { COLUMN_TYPES, possibleType } from '../columnar/possible-type.ts';
import { chosenColumns, type ColumnsOptions } from '../schema/columns-options.ts';
import type { ArrowFile } from './arrow-file.ts';
import { arrowType } from './arrow-type.ts';
import type { RowsReading } from './row-values.ts';

/** A column that is read. */
export interface ArrowColumn extends StoredColumn {
  /** The place of the column in the file. */
  readonly at: number;
  readonly field: Field;
  readonly read: RowsReading;
}

/**
 * Returns the columns that are read, with their types.
 *
 * - **Throws** `DataError` for a name that does not exist, and for a type that a column cannot be read as
 */
export function arrowColumns({ source, fields }: ArrowFile, options: ColumnsOptions): readonly ArrowColumn[] {
  const names = fields.map(({ name }) => name);
  return chosenColumns(options, { source, names, allowed: COLUMN_TYPES }).map(({ at, name, type: asked }) => {
    const field = fields[at]!;
    const { stored, read } = arrowType(field.type);
    const column = { at, name, type: stored.type, field, stored, read };
    return asked === undefined ? column : { ...column, type: possibleType(source, column, asked) };
  });
}
