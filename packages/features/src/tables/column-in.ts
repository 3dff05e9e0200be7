import { DataError } from '@thalweg/data';
import { suggestion } from '@thalweg/tensor/engine';
import type { Table, TableColumn } from '@thalweg/data';

/** Returns a column of scalars of a table. Throws `DataError` if there is none, with the name that was meant. */
export function columnIn(table: Table, name: string): TableColumn {
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  if (column === undefined) throw noField(name, Object.keys(table.columns));
  if (column.shape.length === 0) return column;
  throw new DataError(`column ${name}`, 'a cell must be one value', `cells of [${column.shape.join(', ')}]`, KEEP);
}

const KEEP = 'Leave it to the model: fields that no transform reads are kept.';

/** Returns the error for a field that is not there. */
export function noField(name: string, names: readonly string[]): DataError {
  return new DataError(
    'columnTransformer',
    `there must be a field '${name}'`,
    names.length === 0 ? 'no fields' : `the fields ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`,
    `${suggestion(name, names)} Or name the field to read with { from }.`,
  );
}
