import { functionOf, optionsOf, printed, suggestion } from '@thalweg/tensor/engine';
import { map as mapStream, type Observable } from 'rxjs';
import { checkedItem } from '../core/checks.ts';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import type { Table, TableColumn } from '../core/table.ts';
import { cellsOf } from '../tables/cells.ts';
import { mappedRows } from './mapped.ts';

/** Options of {@link mapField}. */
export interface MapFieldOptions<I extends string> {
  /** The field of the results; by default that of the values, which they replace. */
  readonly into?: I;
}

/**
 * Applies `transform` to one field of each record, and writes the result into that field or another one. Rows of files stay in
 * columns: no record is made, and the function is called once for each category of a table.
 *
 * - **Throws** {@link DataError} as a stream error for a record without the field, and if `transform` returns `undefined` or a
 *   promise
 *
 * @example
 * const late = fromIterable([{ delay: 20 }, { delay: -3 }]).pipe(mapField('delay', (minutes: number) => minutes > 15, { into: 'late' }));
 * atOnce(late.open().next()) // => { delay: 20, late: true }
 */
export function mapField<const F extends string, V, R, const I extends string = F>(
  field: F,
  transform: (value: V) => R,
  options?: MapFieldOptions<I>,
): <S extends Observable<object>>(source: S) => SourceLike<S, Omit<ItemOf<S>, I> & { readonly [K in I]: R }> {
  const { into } = optionsOf('mapField', options as MapFieldOptions<string> | undefined, { into: field as string });
  functionOf('mapField', 'the second argument', transform);
  const result = checkedItem('mapField', transform as (value: unknown) => unknown);
  const record = (record: Readonly<Record<string, unknown>>): object => {
    checkField(field, record);
    return { ...record, [into]: result(record[field]) };
  };
  const table = ({ rows, columns }: Table): Table => {
    checkField(field, columns);
    return { rows, columns: { ...columns, [into]: mappedColumn(columns[field]!, rows, result) } };
  };
  const operator = (source: Observable<Readonly<Record<string, unknown>>>): Observable<object> =>
    source instanceof Dataset
      ? new Dataset(mappedRows((source as Dataset<Readonly<Record<string, unknown>>>).reader, record, table))
      : source.pipe(mapStream(record));
  return operator as unknown as ReturnType<typeof mapField<F, V, R, I>>;
}

function mappedColumn(column: TableColumn, rows: number, transform: (value: unknown) => unknown): TableColumn {
  const cell = cellsOf(column);
  const data = new Array<unknown>(rows);
  if (column.categories === undefined) for (let row = 0; row < rows; row++) data[row] = transform(cell(row));
  else {
    const known = new Map<unknown, unknown>();
    for (let row = 0; row < rows; row++) {
      const code = column.data[row];
      if (!known.has(code)) known.set(code, transform(cell(row)));
      data[row] = known.get(code);
    }
  }
  return { data, shape: [], dtype: undefined };
}

function checkField(field: string, record: object): void {
  if (typeof record === 'object' && record !== null && field in record) return;
  const names = typeof record === 'object' && record !== null ? Object.keys(record) : [];
  const given = names.length > 0 ? `the fields ${names.slice(0, 20).join(', ')}` : printed(record);
  throw new DataError('mapField', `a record must have the field '${field}'`, given, suggestion(field, names));
}
